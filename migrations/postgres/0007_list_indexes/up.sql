-- What a form list needs of versions and renditions, and stands behind their XML in the row, is read from here.
create index form_versions_heads on form_versions (form_id, id, state, published_at);
create index renditions_heads on renditions (form_version_id, created_at, id, md5);
