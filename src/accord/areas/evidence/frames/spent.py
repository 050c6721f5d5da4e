"""From stays to days by request and share, without a table of all requests by all shares."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array

from accord.analysis.columns import Coded
from accord.areas.evidence.frames.requests import Spent


def spent_of(
    request: npt.NDArray[np.integer],
    turn: Coded,
    kind: Coded,
    days: npt.NDArray[np.float64],
    requests: int,
) -> Spent:
    """Rows of a request, whose turn it was, a class and days, summed by request and share."""
    code = turn.codes.astype(np.int64) * max(1, len(kind.names)) + kind.codes
    met, share = np.unique(code, return_inverse=True)
    shape = (requests, max(1, len(met)))
    # A sparse matrix of requests by shares adds up what falls together, in linear time.
    sums = coo_array((days, (request, share)), shape).tocsr()
    names = [divmod(one, max(1, len(kind.names))) for one in met.tolist()]
    return Spent(
        sums.indptr.astype(np.int64),
        sums.indices.astype(np.int32),
        sums.data,
        tuple((turn.names[one], kind.names[other]) for one, other in names),
    )
