"""``accord placement``: which teams should sit elsewhere, from export files, without a server."""
