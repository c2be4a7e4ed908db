//! A network of its own for a program: a namespace of Linux that reaches this machine by one cable.

use std::process::Command;

/// A namespace, until dropped.
pub struct Network {
    name: String,
}

/// This machine's end of the cable.
pub const HERE: &str = "10.213.77.1";

impl Network {
    /// Makes it; none where this is not permitted.
    pub fn apart() -> Option<Self> {
        let name = format!("waypost-{}", std::process::id());
        if !ip(&["netns", "add", &name]) {
            return None;
        }
        let network = Self { name };
        let name = network.name.as_str();
        let cable = "waypost-here";
        let steps: [&[&str]; 6] = [
            &[
                "link", "add", cable, "type", "veth", "peer", "name", "there", "netns", name,
            ],
            &["address", "add", "10.213.77.1/30", "dev", cable],
            &["link", "set", cable, "up"],
            &[
                "-n",
                name,
                "address",
                "add",
                "10.213.77.2/30",
                "dev",
                "there",
            ],
            &["-n", name, "link", "set", "there", "up"],
            &["-n", name, "link", "set", "lo", "up"],
        ];
        steps.iter().all(|step| ip(step)).then_some(network)
    }

    /// The same command, in this network.
    pub fn within(&self, command: &Command) -> Command {
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", &self.name]);
        inside.arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(key, value),
                None => inside.env_remove(key),
            };
        }
        inside
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        ip(&["netns", "delete", &self.name]);
    }
}

fn ip(words: &[&str]) -> bool {
    let done = Command::new("ip").args(words).output();
    done.is_ok_and(|output| output.status.success())
}
