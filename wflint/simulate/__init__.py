"""One concrete record, run through a workflow: the second reading of the model.

It shares no evaluation with ``wflint.analysis``, so that each checks the other.
"""
