# People.
