# Agencies.
