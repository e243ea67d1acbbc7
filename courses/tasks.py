"""What the queue does for the curriculum. Running it twice changes nothing."""

from django.tasks import task


@task
def refresh_index() -> None:
    """Brings the search up to date, a page at a time: no other writer waits for the whole of it."""
    from courses.searching import index_all

    index_all()


@task
def print_guide() -> None:
    """Prints the guide anew where what it says has changed."""
    from courses.guide.printing import print_again

    print_again()


@task
def extract_text(resource_id: int) -> None:
    """Reads the words inside the file of a resource."""
    from courses.resources.extracting import extract

    extract(resource_id)


@task
def check_links() -> None:
    """Asks a few addresses of the shelf whether they still answer."""
    from courses.resources.links import check_due

    check_due()
