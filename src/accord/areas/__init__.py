"""The product: Django apps of one anatomy, each allowed to know only those below it."""
