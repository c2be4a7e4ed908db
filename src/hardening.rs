//! What a process that holds private keys does to itself before it holds any: no core dump, no other process of the same
//! user at its memory, and no page of it on the swap.

use rustix::mm::{MlockAllFlags, mlockall};
use rustix::process::{
    DumpableBehavior, Resource, Rlimit, getrlimit, set_dumpable_behavior, setrlimit,
};

/// Hardens this process. What the system does not allow is logged and is no reason not to run.
pub fn hold_secrets() {
    if set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err() {
        tracing::warn!("the memory of this process may be dumped");
    }
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if setrlimit(Resource::Core, none).is_err() {
        tracing::warn!("core dumps of this process could not be turned off");
    }
    // With a limit, locking what comes later would make the process fail where it now only might swap.
    let unlimited = getrlimit(Resource::Memlock).current.is_none();
    // Only what is used: stacks and arenas are mapped far beyond that.
    let whole = MlockAllFlags::CURRENT | MlockAllFlags::FUTURE | MlockAllFlags::ONFAULT;
    if !unlimited || mlockall(whole).is_err() {
        tracing::warn!(
            "memory may be swapped out: set LimitMEMLOCK=infinity for the vault, or encrypt the swap"
        );
    }
}
