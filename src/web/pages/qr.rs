//! stub
/// x
pub fn settings_text(server_url: &str, project_name: &str) -> String { format!("{server_url} {project_name}") }
/// x
pub fn terminal(text: &str) -> String { text.to_owned() }
