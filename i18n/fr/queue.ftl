# The queue and its cards.
