-- What a form list needs of versions and renditions stands behind their XML in the row: from these it is read without.
create index form_versions_heads on form_versions (form_id, id, state, stage, title, published_at);
create index renditions_heads on renditions (form_version_id, created_at, id, key_id, version, md5);
