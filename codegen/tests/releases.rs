//! Comparison with a release: in a git repository, as a user runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

const PETS: &str = "\
openapi: 3.0.3
info: {title: Pet shop, version: '1'}
paths:
  /pets/{id}:
    get:
      tags: [pets]
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200': {description: A pet., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /shops:
    get:
      tags: [shops]
      operationId: listShops
      responses: {'204': {description: None.}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}, born: {type: string, format: date-time}}}
    Other: {type: string, enum: [a, b]}
";

const SETTINGS: &str = "[[api]]\ndocument = 'pets.yaml'\nout = 'client'\nname = 'pets'\nversion = '0.3.0'\n";

const OVERLAY: &str = "\
overlay: 1.0.0
info: {title: Fixes, version: '1'}
actions:
  - {target: $.components.schemas.Pet.required, remove: true}
";

struct Repository {
    _folder: TempDir,
    path: PathBuf,
}

impl Repository {
    /// Returns a repository with a document and settings, generated and committed.
    fn new() -> Self {
        let repository = Self::uncommitted();
        repository.git(&["init", "-q", "-b", "main"]);
        repository.release("first", None);
        repository
    }

    /// Returns a repository with a release.
    fn released(tag: &str) -> Self {
        let repository = Self::new();
        repository.git(&["tag", tag]);
        repository
    }

    fn uncommitted() -> Self {
        let folder = TempDir::new().unwrap();
        let repository = Self { path: folder.path().to_owned(), _folder: folder };
        repository.write("pets.yaml", PETS);
        repository.write("oasmith.toml", SETTINGS);
        repository
    }

    fn git(&self, arguments: &[&str]) {
        let output = git(&self.path, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Generates and commits the crate, and tags it.
    fn release(&self, message: &str, tag: Option<&str>) {
        assert_eq!(self.run(&["generate", "-q"]).status, 0);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
        tag.into_iter().for_each(|tag| self.git(&["tag", tag]));
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(&self.path, arguments)
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.path.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path.join(file)).unwrap()
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.text(file);
        assert!(text.contains(from), "{text}");
        self.write(file, &text.replace(from, to));
    }

    /// Makes a compatible change.
    fn grow(&self) {
        self.edit("pets.yaml", "[a, b]", "[a, b, c]");
    }

    /// Makes a source-breaking change.
    fn break_source(&self) {
        self.edit("pets.yaml", "required: [name], ", "");
    }
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let mut git = Command::new("git");
    git.current_dir(folder).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), "t").env(format!("GIT_{role}_EMAIL"), "t@example.com");
    }
    git.output().unwrap()
}

/// The output of a command.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_oasmith")).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[track_caller]
fn has(text: &str, part: &str) {
    assert!(text.contains(part), "{part:?} is not in:\n{text}");
}

#[track_caller]
fn lacks(text: &str, part: &str) {
    assert!(!text.contains(part), "{part:?} is in:\n{text}");
}

#[test]
fn two_commits_before_a_release_add_up() {
    let repository = Repository::released("v0.3.0");
    repository.grow();
    repository.release("second", None);
    repository.break_source();
    repository.release("third", None);
    for arguments in [&["generate"][..], &["check"]] {
        let Ran { status, out, err } = repository.run(arguments);
        assert_eq!((status, err.as_str()), (0, ""));
        has(&out, "since v0.3.0: 1 source-breaking change, 1 compatible change\n  Pet.name: ");
        has(&out, "the next version is 0.4.0, after 0.3.0\n");
    }
    let Ran { status, out, .. } = repository.run(&["diff"]);
    assert_eq!(status, 0);
    has(
        &out,
        "git:v0.3.0:pets.yaml → pets.yaml\n1 source-breaking change, 1 compatible change\nsince v0.3.0\nthe next version",
    );
    has(&repository.run(&["diff", "--format", "markdown"]).out, "\nSince v0.3.0.\n\nThe next version is 0.4.0");

    // Quiet, the status is the result, unless the arguments name a format.
    let quiet = repository.run(&["diff", "--quiet", "--fail-on", "source"]);
    assert_eq!((quiet.status, quiet.out.as_str(), quiet.err.as_str()), (1, "", ""));
    assert_eq!(repository.run(&["diff", "-q", "--format", "text"]).out, out);

    // The line of `since` is a document that `oasmith diff` accepts.
    let named = repository.run(&["diff", "git:v0.3.0:pets.yaml", "pets.yaml"]).out;
    assert_eq!(named, out.replace("since v0.3.0\n", ""));

    // The next release is the baseline from then on.
    repository.git(&["tag", "v0.4.0"]);
    has(&repository.run(&["diff"]).out, "no change\nsince v0.4.0\n");
    lacks(&repository.run(&["generate"]).out, "since");
}

#[test]
fn a_release_is_the_tag_of_the_highest_version_of_the_crate() {
    let repository = Repository::released("v0.3.0");
    let rows = [
        ("0.10.0", "since 0.10.0"),
        ("v0.9.0", "since 0.10.0"),
        ("nightly", "since 0.10.0"),
        ("v0.11.0-rc.1", "since v0.11.0-rc.1"),
        ("v0.11.0", "since v0.11.0"),
        ("pets-shop-v9.0.0", "since v0.11.0"),
        // A tag with the name of the crate precedes others.
        ("pets-0.1.0", "since pets-0.1.0"),
        ("pets-v0.2.0", "since pets-v0.2.0"),
        ("pets/v0.3.0", "since pets/v0.3.0"),
        ("v12.0.0", "since pets/v0.3.0"),
    ];
    for (tag, expected) in rows {
        repository.git(&["tag", tag]);
        has(&repository.run(&["diff"]).out, &format!("{expected}\n"));
    }
    // An annotated tag, and one that is not part of the history.
    repository.git(&["tag", "-a", "-m", "a release", "pets-v0.4.0"]);
    repository.git(&["checkout", "-q", "-b", "other"]);
    repository.grow();
    repository.release("other", Some("pets-v0.5.0"));
    repository.git(&["checkout", "-q", "main"]);
    has(&repository.run(&["diff"]).out, "no change\nsince pets-v0.4.0\n");
}

#[test]
fn without_a_release_the_last_commit_is_the_baseline() {
    let repository = Repository::new();
    repository.break_source();
    has(&repository.run(&["generate"]).out, "since the last commit: 1 source-breaking change\n");
    has(
        &repository.run(&["diff"]).out,
        "git:HEAD:pets.yaml → pets.yaml\n1 source-breaking change\nsince the last commit\n",
    );
    repository.release("second", None);
    let Ran { status, out, err } = repository.run(&["diff"]);
    assert_eq!((status, err.as_str()), (0, ""));
    has(&out, "no change\nsince the last commit\n");

    // A document that git ignores: only `diff` needs it.
    repository.git(&["rm", "-q", "--cached", "pets.yaml"]);
    repository.write(".gitignore", "pets.yaml\n");
    repository.release("third", None);
    for command in ["generate", "check"] {
        let Ran { status, err, .. } = repository.run(&[command]);
        assert_eq!((status, err.as_str()), (0, ""));
    }
    let Ran { status, err, .. } = repository.run(&["diff"]);
    assert_eq!(status, 1);
    has(&err, "oasmith can't read git:HEAD:pets.yaml: ");
}

#[test]
fn a_shallow_clone_gives_advice() {
    let repository = Repository::released("v0.3.0");
    repository.grow();
    repository.release("second", None);
    let clones = TempDir::new().unwrap();
    let url = format!("file://{}", repository.path.display());
    assert!(git(clones.path(), &["clone", "-q", "--depth", "1", &url, "clone"]).status.success());
    let clone = clones.path().join("clone");
    for arguments in [&["diff"][..], &["check"], &["generate"]] {
        let Ran { status, err, .. } = run(&clone, arguments);
        assert_eq!(status, 0, "{err}");
        has(&err, "note: the clone is shallow and has no tag of a release");
        has(&err, "`git fetch --unshallow --tags`");
    }
    // Several crates have the same clone.
    let settings = fs::read_to_string(clone.join("oasmith.toml")).unwrap();
    let other = SETTINGS.replace("client", "shop").replace("'pets'", "'shop'");
    fs::write(clone.join("oasmith.toml"), format!("{SETTINGS}\n{other}")).unwrap();
    assert_eq!(run(&clone, &["diff"]).err.matches("the clone is shallow").count(), 1);
    fs::write(clone.join("oasmith.toml"), settings).unwrap();
    let Ran { status, err, .. } = run(&clone, &["diff", "--since", "v0.3.0"]);
    assert_eq!(status, 1);
    has(&err, "the clone is shallow and has no revision `v0.3.0`");
    assert!(git(&clone, &["fetch", "-q", "--unshallow", "--tags"]).status.success());
    let Ran { out, err, .. } = run(&clone, &["diff"]);
    assert_eq!(err, "");
    has(&out, "1 compatible change\nsince v0.3.0\n");
}

#[test]
fn without_a_repository_only_diff_is_refused() {
    let project = Repository::uncommitted();
    let Ran { status, out, err } = project.run(&["generate"]);
    assert_eq!((status, err.as_str()), (0, ""));
    lacks(&out, "since");
    let Ran { status, err, .. } = project.run(&["diff"]);
    assert_eq!(status, 1);
    has(&err, "error: pets: this is not a git repository, so there is no release to compare with\n");
    lacks(&err, "fatal");
    has(&err, "pass two documents");
    // The same before the first commit.
    project.git(&["init", "-q"]);
    assert_eq!(project.run(&["generate"]).status, 0);
    for arguments in [&["diff"][..], &["diff", "--since", "main"], &["diff", "git:HEAD:pets.yaml", "pets.yaml"]] {
        let Ran { status, err, .. } = project.run(arguments);
        assert_eq!(status, 1);
        has(&err, "the git repository has no commit yet, so there is nothing to compare with\n  commit the document");
        lacks(&err, "fatal");
    }
    let nowhere = TempDir::new().unwrap();
    has(&run(nowhere.path(), &["diff"]).err, "or two documents, as in `oasmith diff OLD NEW`");
}

#[test]
fn since_names_another_revision() {
    let repository = Repository::released("v0.3.0");
    repository.break_source();
    repository.release("second", Some("v0.4.0"));
    repository.grow();
    for command in ["diff", "check", "generate"] {
        has(&repository.run(&[command, "--since", "v0.3.0"]).out, "1 source-breaking change, 1 compatible change\n");
        has(&repository.run(&[command, "--since", "main~1"]).out, "since main~1");
        for wrong in ["none", "--output=x"] {
            let Ran { status, err, .. } = repository.run(&[command, &format!("--since={wrong}")]);
            assert_eq!(status, 1, "{command} {wrong}");
            has(&err, "revision");
        }
        assert!(!repository.path.join("x").exists(), "git read a revision as an option");
    }
    for arguments in [&["diff", "--since", "none"][..], &["diff", "git:none:pets.yaml", "pets.yaml"]] {
        let err = repository.run(arguments).err;
        has(&err, "the repository has no revision `none`\n  pass a tag, a branch or a commit; ");
        lacks(&err, "fatal");
    }
    assert_eq!(repository.run(&["diff", "--since", "v0.3.0", "pets.yaml", "pets.yaml"]).status, 2);
}

#[test]
fn the_version_counts_from_the_last_release_whatever_the_changes_are_since() {
    let repository = Repository::released("v0.3.0");
    repository.break_source();
    repository.run(&["diff", "--set-version"]);
    repository.release("second", None);
    // Another breaking change before the release needs no other version.
    repository.edit("pets.yaml", "[a, b]", "[a]");
    let expected = "the next version is 0.4.0, after 0.3.0; the settings already have it\n";
    for arguments in [&["--since", "main"][..], &["git:main:pets.yaml", "pets.yaml"]] {
        let Ran { out, .. } = repository.run(&[&["diff"], arguments, &["--set-version"]].concat());
        has(&out, "1 source-breaking change\n");
        has(&out, expected);
        has(&repository.text("oasmith.toml"), "version = \"0.4.0\"\n");
    }
    has(&repository.run(&["check", "--since", "main"]).out, expected);
    // An older release.
    repository.release("third", Some("v0.4.0"));
    lacks(&repository.run(&["diff", "--since", "v0.3.0", "--set-version"]).out, "the next version");
    has(&repository.text("oasmith.toml"), "version = \"0.4.0\"\n");
    repository.edit("pets.yaml", "[a]", "[a, c]");
    let out = repository.run(&["diff", "--since", "v0.3.0"]).out;
    has(&out, "2 source-breaking changes, 1 compatible change\nsince v0.3.0\nthe next version is 0.4.1, after 0.4.0\n");
}

/// Each change of the settings alone, and a part of the report.
#[test]
fn changes_through_the_settings_are_changes() {
    let rows = [
        ("[api.rename]\ntypes = { Pet = 'Animal' }\n", "Animal"),
        ("[api.operations]\ngetPet = 'pets.find'\n", "the method was renamed from `pets.get_pet` to `pets.find`"),
        ("[api.only]\ntags = ['pets']\n", "list_shops"),
        ("times = 'string'\n", "Pet.born"),
        ("[api.types]\nPet = { type = 'own::Pet', crate = { own = '1' } }\n", "Pet"),
    ];
    for (settings, expected) in rows {
        let repository = Repository::released("v0.3.0");
        repository.write("oasmith.toml", &format!("{SETTINGS}{settings}"));
        has(&repository.run(&["generate"]).out, "since v0.3.0, through the settings: ");
        has(&repository.run(&["check", "--format", "github"]).out, "(through the settings)\n");
        has(&repository.run(&["diff", "git:v0.3.0:pets.yaml", "pets.yaml"]).out, "\nthrough the settings\n");
        repository.release("settings", None);
        let Ran { status, out, err } = repository.run(&["diff", "--fail-on", "source"]);
        assert_eq!((status, err.as_str()), (1, ""), "{settings}\n{out}");
        has(&out, "\nsince v0.3.0, through the settings\nthe next version is 0.4.0, after 0.3.0\n");
        has(&out, "Source-breaking\n");
        has(&out, expected);
        // And back again: the crate of the release.
        repository.write("oasmith.toml", SETTINGS);
        has(&repository.run(&["diff"]).out, "no change");
    }
}

#[test]
fn overlays_of_the_release_are_its_own() {
    let with_overlay = format!("{SETTINGS}overlays = ['fixes.yaml']\n");
    // Added.
    let repository = Repository::released("v0.3.0");
    repository.write("oasmith.toml", &with_overlay);
    repository.write("fixes.yaml", OVERLAY);
    let out = repository.run(&["diff"]).out;
    has(&out, "1 source-breaking change\nsince v0.3.0, through the settings\n");
    has(&out, "Pet.name\n    now an `Option`");
    // The overlay is the place to look at.
    has(&out, "\n      git:v0.3.0:pets.yaml:18 → fixes.yaml:4\n");
    has(&repository.run(&["diff", "--format", "markdown"]).out, " → fixes.yaml:4</sub>");
    has(&repository.run(&["diff", "--format", "html"]).out, "<figcaption>fixes.yaml:4 <small>#/actions/0</small>");
    repository.release("second", Some("v0.4.0"));
    has(&repository.run(&["diff"]).out, "no change");

    // Changed.
    repository.edit("fixes.yaml", "remove: true", "update: [born]");
    has(&repository.run(&["diff"]).out, "since v0.4.0, through the overlays\n");
    repository.edit("fixes.yaml", "update: [born]", "remove: true");

    // Dropped, with its file.
    repository.write("oasmith.toml", SETTINGS);
    fs::remove_file(repository.path.join("fixes.yaml")).unwrap();
    let out = repository.run(&["diff"]).out;
    has(&out, "since v0.4.0, through the settings\n");
    has(&out, "Pet.name\n    no longer an `Option`");
}

/// The types of a crate are part of the public interface, and other versions have other types.
#[test]
fn another_version_of_a_public_dependency_breaks_code() {
    let with_version = |version: &str| {
        let ty = format!("{{ type = 'money::Money', crate = {{ money = '{version}' }} }}");
        format!("{SETTINGS}[api.types]\n'/components/schemas/Pet/properties/name' = {ty}\n")
    };
    let repository = Repository::new();
    repository.write("oasmith.toml", &with_version("1"));
    repository.release("first", Some("v0.3.0"));
    repository.write("oasmith.toml", &with_version("1.2"));
    has(&repository.run(&["diff"]).out, "no change");
    repository.write("oasmith.toml", &with_version("2"));
    let out = repository.run(&["diff"]).out;
    let expected = "\nSource-breaking\n  the settings\n    \
        the version of the crate `money` changed from `1` to `2`  [setting-changed]\n";
    has(&out, expected);
    let in_folder = with_version("1").replace("'1' }", "{ path = '../money' } }");
    repository.write("oasmith.toml", &in_folder);
    has(&repository.run(&["diff"]).out, "the version of the crate `money` changed from `1` to no version");
    // The crate goes with the only property that uses it.
    repository.write("oasmith.toml", SETTINGS);
    let out = repository.run(&["diff"]).out;
    has(&out, "\n1 source-breaking change\n");
    has(&out, "Pet.name\n    the type changed from `money::Money` to `String`  [member-type-changed]");
}

#[test]
fn each_revision_has_its_settings() {
    let repository = Repository::released("v0.3.0");
    repository.write("oasmith.toml", &format!("{SETTINGS}[api.operations]\ngetPet = 'pets.find'\n"));
    repository.release("second", Some("v0.4.0"));
    repository.write("oasmith.toml", &format!("{SETTINGS}[api.operations]\ngetPet = 'pets.read'\n"));
    let out = repository.run(&["diff", "git:v0.3.0:pets.yaml", "git:v0.4.0:pets.yaml"]).out;
    has(&out, "renamed from `pets.get_pet` to `pets.find`");
    let out = repository.run(&["diff", "git:v0.4.0:pets.yaml", "pets.yaml"]).out;
    has(&out, "renamed from `pets.find` to `pets.read`");

    // The version of the new side is the one of its settings, and the current one never goes down.
    repository.edit("oasmith.toml", "'0.3.0'", "'0.9.0'");
    let between = ["diff", "git:v0.3.0:pets.yaml", "git:v0.4.0:pets.yaml", "--set-version"];
    has(&repository.run(&between).out, "the next version is 0.4.0, after 0.3.0\n");
    has(&repository.text("oasmith.toml"), "version = '0.9.0'\n");
}

#[test]
fn a_moved_document_is_found_by_its_crate() {
    let repository = Repository::new();
    repository.write("spec/old/pets.yaml", &PETS.replace("type: string, enum: [a, b]", "$ref: 'parts/other.yaml'"));
    repository.write("spec/old/parts/other.yaml", "{type: string, enum: [a, b]}\n");
    fs::remove_file(repository.path.join("pets.yaml")).unwrap();
    repository.edit("oasmith.toml", "pets.yaml", "spec/old/pets.yaml");
    repository.release("first", Some("v0.3.0"));
    fs::rename(repository.path.join("spec/old"), repository.path.join("spec/new")).unwrap();
    repository.edit("oasmith.toml", "spec/old", "spec/new");
    let Ran { status, out, err } = repository.run(&["diff"]);
    assert_eq!((status, err.as_str()), (0, ""));
    has(&out, "git:v0.3.0:spec/old/pets.yaml → spec/new/pets.yaml\nno change\n");
    repository.edit("spec/new/parts/other.yaml", "a, b", "a");
    has(&repository.run(&["generate"]).out, "since v0.3.0: 1 source-breaking change\n  Other::B");

    // The crate has another name, and the same document.
    repository.release("second", Some("v0.4.0"));
    repository.edit("oasmith.toml", "'pets'", "'animals'");
    repository.edit("spec/new/parts/other.yaml", "[a]", "[a, d]");
    has(&repository.run(&["diff"]).out, "1 compatible change\nsince v0.4.0\n");
}

#[test]
fn a_revision_without_its_settings_uses_the_current_ones() {
    let repository = Repository::uncommitted();
    repository.git(&["init", "-q"]);
    repository.git(&["add", "pets.yaml"]);
    repository.git(&["commit", "-q", "-m", "the document"]);
    repository.git(&["tag", "v0.2.0"]);
    repository.break_source();
    let Ran { status, out, err } = repository.run(&["diff"]);
    assert_eq!(status, 0);
    has(&err, "note: v0.2.0 has no oasmith.toml; oasmith compares with the current settings\n");
    has(
        &out,
        "1 source-breaking change\nsince v0.2.0\nthe next version is 0.3.0, after 0.2.0; the settings already have it\n",
    );

    // Settings of another version of oasmith.
    let repository = Repository::new();
    repository.write("oasmith.toml", &format!("{SETTINGS}shape = 'round'\n"));
    repository.git(&["commit", "-q", "-a", "-m", "settings"]);
    repository.git(&["tag", "v0.3.0"]);
    repository.write("oasmith.toml", SETTINGS);
    repository.break_source();
    let Ran { out, err, .. } = repository.run(&["diff"]);
    has(&err, "can't read the settings of v0.3.0: oasmith.toml:6:1: `[[api]]` has no setting `shape`");
    has(&err, "; oasmith compares with the current settings");
    has(&out, "the next version is 0.4.0, after 0.3.0\n");
}

#[test]
fn a_new_crate_has_no_changes() {
    let repository = Repository::released("v0.3.0");
    let other = SETTINGS.replace("pets.yaml", "shop.yaml").replace("client", "shop").replace("'pets'", "'shop'");
    repository.write("oasmith.toml", &format!("{SETTINGS}\n{other}"));
    repository.write("shop.yaml", PETS);
    repository.break_source();
    let Ran { status, out, err } = repository.run(&["diff", "--fail-on", "any", "--name", "shop"]);
    assert_eq!(status, 0);
    assert_eq!(err, "note: shop is new: v0.3.0 does not have it\n");
    has(&out, "no change");

    // All crates, each below its name.
    let Ran { status, out, .. } = repository.run(&["diff", "--fail-on", "any"]);
    assert_eq!(status, 1);
    assert!(out.starts_with("pets\ngit:v0.3.0:pets.yaml → pets.yaml\n1 source-breaking change\n"), "{out}");
    has(&out, "\n\nshop\ngit:v0.3.0:shop.yaml → shop.yaml\nno change\n");
    has(&repository.run(&["diff", "--format", "markdown"]).out, "## `shop`\n\n### API changes: no change\n");
    for format in ["json", "html"] {
        has(&repository.run(&["diff", "--format", format]).err, "choose one of the settings with `--name`");
        assert_eq!(repository.run(&["diff", "--format", format, "--name", "pets"]).status, 0);
    }
    let Ran { status, err, .. } = repository.run(&["diff", "--name", "cats"]);
    assert_eq!(status, 1);
    has(&err, "no `[[api]]` has the name `cats`; the names are `pets`, `shop`");
}

#[test]
fn the_reports_of_several_crates_fit_into_one_comment() {
    let schemas = |prefix: &str, count: usize| -> String {
        let each = (0..count).map(|index| format!("    {prefix}{index}: {{type: object, description: A type.}}\n"));
        format!("{PETS}{}", each.collect::<String>())
    };
    let repository = Repository::uncommitted();
    repository.git(&["init", "-q", "-b", "main"]);
    let other = SETTINGS.replace("pets.yaml", "shop.yaml").replace("client", "shop").replace("'pets'", "'shop'");
    repository.write("pets.yaml", &schemas("LongNameOfAnOldType", 800));
    repository.write("shop.yaml", &schemas("LongNameOfAnOldType", 800));
    repository.write("oasmith.toml", &format!("{SETTINGS}\n{other}"));
    repository.release("first", Some("v0.3.0"));
    repository.write("pets.yaml", &schemas("LongNameOfANewType", 800));
    repository.write("shop.yaml", &schemas("LongNameOfANewType", 800));
    for arguments in [&["diff", "--format", "markdown"][..], &["diff", "--format", "markdown", "--since", "main"]] {
        let Ran { status, out, .. } = repository.run(arguments);
        assert_eq!(status, 0);
        assert!(out.len() <= 65_000, "{}", out.len());
        assert_eq!(out.matches("#### Source-breaking (800)").count(), 2, "{out}");
        for name in ["pets", "shop"] {
            has(&out, &format!("## `{name}`\n"));
            let since = if arguments.contains(&"--since") { "--since main " } else { "" };
            let command = format!("oasmith diff {since}--name {name} --format json");
            has(&out, &format!("*Shortened to fit into a comment; `{command}` lists everything.*"));
            let listing = repository.run(&command.split(' ').skip(1).collect::<Vec<_>>()).out;
            has(&listing, "LongNameOfAnOldType799");
        }
    }
    // The only crate needs no name.
    let one = SETTINGS.replace("pets.yaml", "shop.yaml");
    repository.write("oasmith.toml", &one);
    repository.write("shop.yaml", &schemas("LongNameOfANewType", 3000));
    let out = repository.run(&["diff", "--format", "markdown"]).out;
    has(&out, "*Shortened to fit into a comment; `oasmith diff --format json` lists everything.*");
}

#[test]
fn the_version_never_goes_down() {
    let repository = Repository::released("v0.3.0");
    let set = |expected: &str, also: &str| {
        for _ in 0..2 {
            assert_eq!(repository.run(&["diff", "--set-version"]).status, 0);
            has(&repository.text("oasmith.toml"), &format!("version = {expected}\n"));
        }
        has(&repository.run(&["diff"]).out, also);
    };
    set("'0.3.0'", "no change\nsince v0.3.0\n");
    repository.grow();
    has(&repository.run(&["diff"]).out, "the next version is 0.3.1, after 0.3.0\n");
    set("\"0.3.1\"", "the next version is 0.3.1, after 0.3.0; the settings already have it\n");
    repository.release("second", None);
    repository.break_source();
    let out = repository.run(&["diff"]).out;
    has(&out, "the next version is 0.4.0, after 0.3.0; 0.3.1 in the settings is too low\n");
    set("\"0.4.0\"", "the next version is 0.4.0, after 0.3.0; the settings already have it\n");
    repository.release("third", None);

    // The breaking change is undone, or a person has set a higher version.
    repository.edit("pets.yaml", "Pet: {type: object, ", "Pet: {type: object, required: [name], ");
    set("\"0.4.0\"", "the next version is 0.4.0, after 0.3.0; the settings already have it\n");
    repository.edit("oasmith.toml", "0.4.0", "1.0.0-rc.1");
    set("\"1.0.0-rc.1\"", "the next version is 1.0.0-rc.1, after 0.3.0; the settings already have it\n");

    // A pre-release is a release, and the version follows it.
    repository.release("fourth", Some("v1.0.0-rc.1"));
    repository.break_source();
    set("\"1.0.0\"", "the next version is 1.0.0, after 1.0.0-rc.1; the settings already have it\n");

    // Two files count from the last release too.
    repository.write("old.yaml", PETS);
    assert_eq!(repository.run(&["diff", "old.yaml", "pets.yaml", "--set-version"]).status, 0);
    has(&repository.text("oasmith.toml"), "version = \"1.0.0\"\n");
    let Ran { status, err, .. } = repository.run(&["diff", "old.yaml", "old.yaml", "--set-version"]);
    assert_eq!(status, 1);
    has(&err, "oasmith.toml: can't set `version`: it names none of the documents");
}

#[test]
fn settings_without_a_version_have_the_default_one() {
    let repository = Repository::new();
    repository.edit("oasmith.toml", "version = '0.3.0'\n", "");
    repository.release("second", Some("v0.1.0"));
    repository.break_source();
    for _ in 0..2 {
        assert_eq!(repository.run(&["diff", "--set-version"]).status, 0);
        has(&repository.text("oasmith.toml"), "version = \"0.2.0\"\n");
    }
}

#[test]
fn the_changelog_has_one_section_for_each_release() {
    const LOG: &str = "client/CHANGELOG.md";
    let repository = Repository::released("v0.3.0");
    let enter = || {
        assert_eq!(repository.run(&["generate", "--changelog"]).status, 0);
        let log = repository.text(LOG);
        assert_eq!(repository.run(&["generate", "--changelog"]).status, 0);
        assert_eq!(repository.text(LOG), log, "the second run changes nothing");
        log
    };
    assert_eq!(repository.run(&["generate", "--changelog"]).status, 0);
    assert!(!repository.path.join(LOG).exists(), "there is no change");

    repository.grow();
    let first = enter();
    assert!(first.starts_with("# Changes\n\n## 0.3.1\n\n<!-- oasmith: changes since v0.3.0; "), "{first}");
    has(&first, "Other::C");
    repository.edit(LOG, "## 0.3.1\n", "## 0.3.1 - soon\n\nAn introduction.\n");
    repository.write(LOG, &format!("{}\nAn epilogue.\n", repository.text(LOG)));
    repository.release("second", None);

    // The section of the next version is renamed, not doubled, and keeps the text of a person.
    repository.break_source();
    let second = enter();
    assert!(second.starts_with("# Changes\n\n## 0.4.0 - soon\n\nAn introduction.\n\n<!-- oasmith: "), "{second}");
    assert!(second.ends_with("<!-- oasmith: end of changes -->\n\nAn epilogue.\n"), "{second}");
    assert_eq!((second.matches("\n## ").count(), second.matches("Other::C").count()), (1, 1), "{second}");
    has(&second, "Pet.name");

    // A release is never touched again.
    repository.run(&["diff", "--set-version"]);
    repository.release("third", Some("v0.4.0"));
    assert_eq!(enter(), second);
    repository.edit("pets.yaml", "[a, b, c]", "[a, b, c, d]");
    let third = enter();
    assert!(third.starts_with("# Changes\n\n## 0.4.1\n\n<!-- oasmith: changes since v0.4.0; "), "{third}");
    assert!(third.ends_with(second.strip_prefix("# Changes\n\n").unwrap()), "{third}");

    // Changes that are undone leave no section.
    repository.edit("pets.yaml", "[a, b, c, d]", "[a, b, c]");
    assert_eq!(enter(), second);
}

#[test]
fn the_changelog_of_a_person_gets_a_section() {
    const LOG: &str = "client/CHANGELOG.md";
    let repository = Repository::new();
    let own = "# History\n\nAll changes.\n\n## [0.3.0] - 2026-01-01\n\nThe first one.\n";
    repository.write(LOG, own);
    repository.release("second", Some("v0.3.0"));
    repository.break_source();
    repository.run(&["generate", "--changelog"]);
    let log = repository.text(LOG);
    assert!(log.starts_with("# History\n\nAll changes.\n\n## 0.4.0\n\n<!-- oasmith: "), "{log}");
    assert!(log.ends_with("<!-- oasmith: end of changes -->\n\n## [0.3.0] - 2026-01-01\n\nThe first one.\n"), "{log}");

    // A person has begun the section.
    repository.write(LOG, &own.replace("## [0.3.0]", "## v0.4.0\n\nBig news.\n\n## [0.3.0]"));
    repository.run(&["generate", "--changelog"]);
    let log = repository.text(LOG);
    has(&log, "All changes.\n\n## v0.4.0\n\n<!-- oasmith: ");
    has(&log, "<!-- oasmith: end of changes -->\n\nBig news.\n\n## [0.3.0]");
}

/// Without tags the baseline is the last commit, so what is committed is not part of the next block.
#[test]
fn the_changelog_keeps_committed_changes() {
    const LOG: &str = "client/CHANGELOG.md";
    let repository = Repository::new();
    repository.grow();
    repository.run(&["generate", "--changelog"]);
    repository.release("second", None);
    repository.edit("pets.yaml", "[a, b, c]", "[a, b, c, d]");
    for _ in 0..2 {
        repository.run(&["generate", "--changelog"]);
        let log = repository.text(LOG);
        assert_eq!(log.matches("\n## 0.3.1\n").count(), 1, "{log}");
        assert_eq!((log.matches("Other::C").count(), log.matches("Other::D").count()), (1, 1), "{log}");
    }
}

#[test]
fn each_gate_names_the_least_severe_class() {
    let rows = [
        (("A pet.", "A pet."), [0, 0, 0, 0]),
        (("A pet.", "One pet."), [0, 0, 0, 0]),
        (("[a, b]", "[a, b, c]"), [0, 0, 0, 1]),
        (("/shops:", "/v2/shops:"), [0, 1, 1, 1]),
        (("required: [name], ", ""), [1, 1, 1, 1]),
    ];
    for ((from, to), expected) in rows {
        let repository = Repository::released("v0.3.0");
        repository.edit("pets.yaml", from, to);
        let statuses =
            ["source", "behavior", "breaking", "any"].map(|class| repository.run(&["diff", "--fail-on", class]).status);
        assert_eq!(statuses, expected, "{to}: {}", repository.run(&["diff"]).out);
    }
}

#[test]
fn json_names_the_baseline_and_the_version() {
    let repository = Repository::released("v0.3.0");
    repository.write("oasmith.toml", &format!("{SETTINGS}times = 'string'\n"));
    let read =
        || -> serde_json::Value { serde_json::from_str(&repository.run(&["diff", "--format", "json"]).out).unwrap() };
    let json = read();
    assert_eq!((&json["format"], &json["bump"]), (&1.into(), &"major".into()));
    assert_eq!((&json["since"], &json["through"]), (&"v0.3.0".into(), &"settings".into()));
    assert_eq!(json["version"], serde_json::json!({ "before": "0.3.0", "next": "0.4.0", "is_set": false }));
    let Ran { status, out, err } = repository.run(&["diff", "--format", "json", "--set-version"]);
    assert_eq!((status, err.as_str()), (0, "note: oasmith.toml: the version of `pets` is now 0.4.0\n"));
    let set: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(set["version"], serde_json::json!({ "before": "0.3.0", "next": "0.4.0", "is_set": true }));
    assert_eq!(read()["version"], set["version"]);
    repository.edit("oasmith.toml", "0.4.0", "0.3.0");
    let out = repository.run(&["diff", "--set-version"]).out;
    has(&out, "the next version is 0.4.0, after 0.3.0\n");
}

/// The old side reads the copies that its settings named, and the new side those of today.
#[test]
fn copies_of_referenced_files_are_those_of_the_revision() {
    let repository = Repository::new();
    let url = "https://schemas.example/other.yaml";
    repository.edit("pets.yaml", "Other: {type: string, enum: [a, b]}", &format!("Other: {{$ref: '{url}'}}"));
    let settings =
        |folder: &str| format!("{SETTINGS}reference-copies = {{ 'https://schemas.example/' = '{folder}' }}\n");
    repository.write("oasmith.toml", &settings("copies"));
    repository.write("copies/other.yaml", "{type: string, enum: [a, b]}\n");
    repository.release("second", Some("v0.3.0"));
    fs::remove_dir_all(repository.path.join("copies")).unwrap();
    repository.write("newer/other.yaml", "{type: string, enum: [a]}\n");
    repository.write("oasmith.toml", &settings("newer"));
    let Ran { status, out, err } = repository.run(&["diff"]);
    assert_eq!((status, err.as_str()), (0, ""));
    has(&out, "1 source-breaking change\nsince v0.3.0\n");
    has(&out, "Other::B");
    repository.write("newer/other.yaml", "{type: string, enum: [a, b]}\n");
    has(&repository.run(&["diff"]).out, "no change");
}

/// The tags of a document's own repository are releases of the document, not of the crate.
#[test]
fn a_document_may_be_in_a_submodule() {
    let vendor = Repository::new();
    vendor.edit("pets.yaml", "type: string, enum: [a, b]", "$ref: 'parts/other.yaml'");
    vendor.write("parts/other.yaml", "{type: string, enum: [a, b]}\n");
    vendor.release("second", Some("v7.0.0"));
    let project = Repository::released("v0.3.0");
    let url = vendor.path.display().to_string();
    project.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "vendor"]);
    project.edit("oasmith.toml", "pets.yaml", "vendor/pets.yaml");
    project.release("second", Some("v0.4.0"));
    has(&project.run(&["diff"]).out, "no change\nsince v0.4.0\n");

    // The submodule has another commit than at the release.
    project.edit("vendor/parts/other.yaml", "[a, b]", "[a]");
    let vendor = project.path.join("vendor");
    assert!(git(&vendor, &["commit", "-q", "-a", "-m", "third"]).status.success());
    for committed in [false, true] {
        let Ran { status, out, err } = project.run(&["diff"]);
        assert_eq!((status, err.as_str()), (0, ""), "{committed}");
        has(&out, "git:v0.4.0:vendor/pets.yaml → vendor/pets.yaml\n1 source-breaking change\nsince v0.4.0\n");
        if !committed {
            project.release("third", None);
        }
    }

    // The submodule of today lacks the commit of the release.
    fs::remove_dir_all(&vendor).unwrap();
    project.write("vendor/pets.yaml", PETS);
    assert!(git(&vendor, &["init", "-q"]).status.success());
    let Ran { status, err, .. } = project.run(&["diff"]);
    assert_eq!(status, 1);
    has(&err, "oasmith can't read git:v0.4.0:vendor/pets.yaml: ");
}

#[test]
fn a_tag_with_the_name_of_the_crate_has_its_version() {
    let repository = Repository::released("pets-v0.5.0");
    repository.break_source();
    has(&repository.run(&["diff"]).out, "the next version is 0.6.0, after 0.5.0; 0.3.0 in the settings is too low\n");
    // So has any tag, if the crate is the only one of the settings.
    let repository = Repository::released("v0.5.0");
    repository.break_source();
    has(&repository.run(&["diff"]).out, "since v0.5.0\nthe next version is 0.6.0, after 0.5.0; 0.3.0 in the settings");
    let repository = Repository::released("v0.2.0");
    repository.break_source();
    has(&repository.run(&["diff"]).out, "since v0.2.0\nthe next version is 0.4.0, after 0.3.0\n");
    // Otherwise it may be the version of another one.
    let repository = Repository::new();
    let other = SETTINGS.replace("client", "shop").replace("'pets'", "'shop'");
    repository.write("oasmith.toml", &format!("{SETTINGS}\n{other}"));
    repository.release("second", Some("v5.0.0"));
    repository.break_source();
    let out = repository.run(&["diff", "--name", "pets"]).out;
    has(&out, "since v5.0.0\nthe next version is 0.4.0, after 0.3.0\n");
}

#[test]
fn a_changelog_keeps_its_line_ends() {
    const LOG: &str = "client/CHANGELOG.md";
    let repository = Repository::new();
    repository.write(LOG, "# History\r\n\r\n## 0.3.0\r\n\r\nThe first one.\r\n");
    repository.release("second", Some("v0.3.0"));
    repository.break_source();
    repository.run(&["generate", "--changelog"]);
    let log = repository.text(LOG);
    assert_eq!(log.matches('\n').count(), log.matches("\r\n").count(), "{log:?}");
    assert!(log.ends_with("end of changes -->\r\n\r\n## 0.3.0\r\n\r\nThe first one.\r\n"), "{log:?}");
    repository.run(&["generate", "--changelog"]);
    assert_eq!(repository.text(LOG), log);
}

#[test]
fn the_changelog_has_no_other_baseline_than_the_last_release() {
    let repository = Repository::released("v0.3.0");
    repository.grow();
    let Ran { status, out, err } = repository.run(&["generate", "--changelog", "--since", "v0.3.0"]);
    assert_eq!((status, out.as_str()), (2, ""));
    has(&err, "error: `--changelog` writes the changes since the last release, so `--since` can't choose others");
    assert!(!repository.path.join("client/CHANGELOG.md").exists());
}

/// git takes a folder with the files of a bare repository for one, and such a folder can be committed.
#[test]
#[cfg(unix)]
fn a_folder_of_the_repository_runs_no_commands() {
    let repository = Repository::new();
    let marker = repository.path.join("ran");
    let script = repository.path.join("script");
    repository.write("script", &format!("#!/bin/sh\ntouch '{}'\n", marker.display()));
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let bare = format!(
        "[core]\nrepositoryformatversion = 0\nbare = false\nworktree = ..\nfsmonitor = {0}\nsshCommand = {0}\n[extensions]\n\
         partialClone = x\n[remote \"x\"]\nurl = ext::{0}\npromisor = true\n[protocol \"ext\"]\nallow = always\n",
        script.display()
    );
    repository.write("spec/config", &bare);
    repository.write("spec/HEAD", "ref: refs/heads/main\n");
    repository.write("spec/objects/.keep", "");
    repository.write("spec/refs/heads/main", "0123456789012345678901234567890123456789\n");
    repository.write("spec/pets.yaml", PETS);
    repository.edit("oasmith.toml", "pets.yaml", "spec/pets.yaml");
    for arguments in [&["diff"] as &[&str], &["generate"], &["check"], &["diff", "--since", "HEAD"]] {
        repository.run(arguments);
        assert!(!marker.exists(), "{arguments:?}");
    }
}

/// git sets `GIT_DIR` for a hook of a linked worktree.
#[test]
fn a_hook_has_the_same_baseline() {
    let repository = Repository::new();
    repository.write("spec/pets.yaml", PETS);
    repository.edit("oasmith.toml", "pets.yaml", "spec/pets.yaml");
    repository.release("second", Some("v0.3.0"));
    repository.edit("spec/pets.yaml", "[a, b]", "[a]");
    let mut command = Command::new(env!("CARGO_BIN_EXE_oasmith"));
    command.args(["diff", "--fail-on", "source"]).current_dir(&repository.path);
    command.env("GIT_DIR", repository.path.join(".git")).env("GIT_INDEX_FILE", ".git/index");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    has(&String::from_utf8(output.stdout).unwrap(), "Other::B");
}
