-- PostgreSQL keeps large values apart from their rows: a form list is read without the XML as it is.
select 1;
