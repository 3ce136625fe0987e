"""`python -m chimera_nb` is `chimera-nb`."""

from .cli import main

if __name__ == "__main__":
    main()
