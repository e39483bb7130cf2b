"""How fast wflint is: flows and peers to measure it with, and the table of what came out."""
