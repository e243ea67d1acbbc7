"""The shelf: documents, videos, links and trainings that readers find, keep and propose."""
