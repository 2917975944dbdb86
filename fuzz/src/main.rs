//! `cargo run -p oasmith-fuzz --profile fuzz -- TARGET… --seconds 60 --seed 1`: tries random inputs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use oasmith_fuzz::find::{Span, find, input};
use oasmith_fuzz::run::{TOO_MANY, run};
use oasmith_fuzz::{TARGETS, Target, check, crates};

const USAGE: &str = "\
oasmith-fuzz [TARGET]... [--seconds N] [--executions N] [--seed N] [--first N] [--findings FOLDER]
oasmith-fuzz TARGET --replay FILE... tries inputs from files, such as `fuzz/findings/TARGET/*`
oasmith-fuzz TARGET --print N        writes the input with that number
oasmith-fuzz --crates N --out FOLDER compiles the crates of N mutated documents
Targets (default: all): ";

struct Options {
    targets: Vec<&'static Target>,
    span: Span,
    findings: PathBuf,
    alone: Option<PathBuf>,
    replay: Vec<PathBuf>,
    print: Option<u64>,
    crates: Option<usize>,
    out: PathBuf,
}

fn options() -> anyhow::Result<Options> {
    let span = Span { seed: 1, first: 0, executions: u64::MAX, time: Duration::from_secs(60) };
    let findings = Path::new(env!("CARGO_MANIFEST_DIR")).join("findings");
    let (alone, replay, print, crates) = (None, Vec::new(), None, None);
    let out = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz-crates");
    let mut options = Options { targets: Vec::new(), span, findings, alone, replay, print, crates, out };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--seconds" => options.span.time = Duration::from_secs_f64(value()?.parse()?),
            "--executions" => options.span.executions = value()?.parse()?,
            "--seed" => options.span.seed = value()?.parse()?,
            "--first" => options.span.first = value()?.parse()?,
            "--findings" => options.findings = value()?.into(),
            "--alone" => options.alone = Some(value()?.into()),
            "--replay" => options.replay.push(value()?.into()),
            "--print" => options.print = Some(value()?.parse()?),
            "--crates" => options.crates = Some(value()?.parse()?),
            "--out" => options.out = value()?.into(),
            path if !options.replay.is_empty() => options.replay.push(path.into()),
            name => match TARGETS.iter().find(|target| target.name == name) {
                Some(target) => options.targets.push(target),
                None => bail!("there is no target `{name}`\n{USAGE}{}", names()),
            },
        }
    }
    if options.targets.is_empty() {
        options.targets = TARGETS.iter().collect();
    }
    Ok(options)
}

fn names() -> String {
    TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(", ")
}

fn main() -> anyhow::Result<ExitCode> {
    let Options { targets, span, findings, alone, replay, print, crates: count, out } = options()?;
    if let Some(count) = count {
        return Ok(if crates::compile(count, span.seed, &out)? { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    if let Some(number) = print {
        use std::io::Write as _;
        std::io::stdout().write_all(&input(targets[0], span.seed, number))?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(progress) = alone {
        let (kinds, _) = find(targets[0], &span, &progress, &findings)?;
        let status = u8::try_from(kinds.len()).unwrap_or(u8::MAX).min(u8::try_from(TOO_MANY)?);
        return Ok(ExitCode::from(status));
    }
    if !replay.is_empty() {
        return replayed(targets[0], &replay);
    }
    let mut found = 0;
    for target in targets {
        let summary = run(target, &span, &findings)?;
        println!("{}: {} executions, {} findings", target.name, summary.executions, summary.findings);
        found += summary.findings;
    }
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn replayed(target: &Target, paths: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for path in paths {
        let outcome = check(target, &std::fs::read(path).with_context(|| path.display().to_string())?);
        match outcome {
            Ok(()) => println!("{}: nothing found", path.display()),
            Err(finding) => {
                println!("{}: {}\n{}", path.display(), finding.kind, finding.detail);
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}
