//! The command `deps`, and the check of the crate around a module.

use std::path::{Path, PathBuf};

use crate::cli::generate::{InMemory, generated};
use crate::cli::report::Report;
use crate::cli::{DONE, REFUSED};
use crate::config::{ApiConfig, Kind};
use crate::host::{Host, Problem, Requirement};

/// The options of `oasmith deps`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Options {
    /// The settings file
    #[arg(long, value_name = "FILE", default_value = "oasmith.toml")]
    pub(super) config: PathBuf,
    /// Print only what the nearest `Cargo.toml` above a module lacks, and fail if that is anything
    #[arg(long)]
    missing: bool,
}

/// Runs `oasmith deps`.
pub(super) fn deps(apis: &[ApiConfig], options: &Options, report: &Report) -> u8 {
    let (mut lines, mut requirements, mut status) = (Vec::new(), Vec::new(), DONE);
    let modules: Vec<&ApiConfig> = apis.iter().filter(|api| api.kind == Kind::Module).collect();
    if modules.is_empty() {
        report.failure("the settings have no module; a crate has its dependencies in its own `Cargo.toml`");
        return REFUSED;
    }
    for api in modules {
        let Some(InMemory { api, generated, .. }) = generated(api, report) else {
            status = REFUSED;
            continue;
        };
        if !options.missing {
            requirements.extend(generated.requirements);
            continue;
        }
        match Host::above(&api.out) {
            Ok(Some(host)) => {
                let problems = host.problems(&generated.requirements);
                problems.iter().filter(|it| it.command().is_none()).for_each(|it| report.failure(&it.to_string()));
                lines.extend(problems.iter().filter_map(Problem::command));
                status = if problems.is_empty() { status } else { REFUSED };
            }
            Ok(None) => {
                report.failure(&no_manifest(&api.out));
                status = REFUSED;
            }
            Err(message) => {
                report.failure(&message);
                status = REFUSED;
            }
        }
    }
    // Several modules of a crate share dependencies.
    lines.extend(Requirement::merged(requirements).iter().map(Requirement::command));
    lines.sort();
    lines.dedup();
    lines.iter().for_each(|line| report.result(line));
    status
}

/// Reports the dependencies that the crate around a module lacks.
pub(super) fn check(api: &ApiConfig, requirements: &[Requirement], report: &Report) {
    if api.kind != Kind::Module {
        return;
    }
    match Host::above(&api.out) {
        Ok(Some(host)) => {
            let problems = host.problems(requirements);
            let path = host.path.display();
            let missing: Vec<String> =
                problems.iter().filter_map(Problem::missing).map(|it| format!("`{it}`")).collect();
            if !missing.is_empty() {
                let what = if missing.len() == 1 { "a dependency that is" } else { "dependencies that are" };
                report.warning(&format!("{path}: the module needs {what} missing: {}", missing.join(", ")));
            }
            let others = problems.iter().filter(|it| it.missing().is_none());
            others.for_each(|it| report.warning(&format!("{path}: {it}")));
            let commands: Vec<String> = problems.iter().filter_map(Problem::command).collect();
            if !commands.is_empty() {
                report.remark(&format!("run these commands in the crate:\n  {}", commands.join("\n  ")));
            }
        }
        Ok(None) => report.warning(&no_manifest(&api.out)),
        Err(message) => report.warning(&message),
    }
}

fn no_manifest(out: &Path) -> String {
    format!("no folder above `{}` has a `Cargo.toml` with a package; a module is part of a crate", out.display())
}
