//! Completion scripts and manual pages, checked by the programs that read them, where they are installed.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The shells, each with the command that checks a script's syntax, or nothing if we know none.
const SHELLS: [(&str, &[&str]); 5] = [
    ("bash", &["bash", "-n"]),
    ("zsh", &["zsh", "-n"]),
    ("fish", &["fish", "--no-execute"]),
    ("elvish", &["elvish", "-compileonly"]),
    ("powershell", &[]),
];

fn oasmith(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_oasmith")).args(arguments).output().unwrap()
}

/// Returns the standard output of oasmith.
fn printed(arguments: &[&str]) -> String {
    let output = oasmith(arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a program on a file; it must pass, and print nothing. Skips the check if the program is not installed.
fn accepts(command: &[&str], file: &Path) {
    let Some((program, arguments)) = command.split_first() else { return };
    let run = Command::new(program).args(arguments).arg(file).env("LC_ALL", "C.UTF-8").output();
    let Ok(output) = run else { return println!("SKIPPED: {program} is not installed") };
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.is_empty(), "{command:?} {}: {text}", file.display());
}

#[test]
fn shells_accept_their_completion_script() {
    let folder = tempfile::tempdir().unwrap();
    for (shell, check) in SHELLS {
        let script = printed(&["completions", shell]);
        for word in ["generate", "fail-on", "sarif"] {
            assert!(script.contains(word), "{shell} does not complete {word}");
        }
        let path = folder.path().join(shell);
        fs::write(&path, script).unwrap();
        accepts(check, &path);
    }
}

#[test]
fn bash_completes_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oasmith.bash");
    fs::write(&path, printed(&["completions", "bash"])).unwrap();
    let script =
        r#"source "$0"; COMP_WORDS=(oasmith ins); COMP_CWORD=1; _oasmith oasmith ins oasmith; echo "${COMPREPLY[@]}""#;
    let Ok(output) = Command::new("bash").args(["-c", script]).arg(&path).output() else {
        return println!("SKIPPED: bash is not installed");
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout), "inspect\n", "{output:?}");
}

#[test]
fn each_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("share/man1");
    printed(&["man", "--out", out.to_str().unwrap()]);
    let whole = fs::read_to_string(out.join("oasmith.1")).unwrap();
    assert_eq!(whole, printed(&["man"]));
    let commands: Vec<String> = whole
        .lines()
        .filter_map(|line| Some(line.strip_prefix(r"oasmith\-")?.strip_suffix("(1)")?.to_owned()))
        .collect();
    assert!(commands.len() > 8 && commands.iter().all(|it| it != "help"), "{commands:?}");
    assert_eq!(fs::read_dir(&out).unwrap().count(), commands.len() + 1);
    for command in commands {
        let page = out.join(format!("oasmith-{command}.1"));
        let text = fs::read_to_string(&page).unwrap();
        assert_eq!(text, printed(&["man", &command]));
        assert!(text.contains("\n.SH EXAMPLES\n.nf\noasmith"), "{command}");
        accepts(&["man", "--warnings", "-Tutf8", "-l"], &page);
        accepts(&["mandoc", "-Tlint", "-Werror"], &page);
    }
    accepts(&["man", "--warnings", "-Tutf8", "-l"], &out.join("oasmith.1"));
    assert!(whole.contains("\n.SH \"EXIT STATUS\"\n"), "{whole}");
}

#[test]
fn a_page_of_no_command_is_refused() {
    let output = oasmith(&["man", "generat"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("there is no command `generat`; the commands are generate, check"), "{text}");
    assert_eq!(oasmith(&["man", "--out", "/dev/null/man1"]).status.code(), Some(1));
}
