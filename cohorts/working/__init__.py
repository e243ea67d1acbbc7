"""What people write in a lesson: answers, drafts of them, files, and the thread with their trainers."""
