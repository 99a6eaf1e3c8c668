package dev.weir.gateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.capture.Loss;
import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Change;
import dev.weir.core.exchange.EndPhase;
import dev.weir.core.exchange.EndReason;
import dev.weir.gateway.docs.Documents.Document;
import dev.weir.gateway.main.ConfigurationKey;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the documents say is there is there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocsTest {

    private static final Pattern COMMAND =
            Pattern.compile(
                    "(?:\\./weir|\\bweir(?=\\s(?:run|serve|demo)\\b)) +([a-z]+)([^\n`#|]*)");
    private static final Pattern FLAG = Pattern.compile("(?<=\\s)--?[a-z][a-z-]*");

    /** A key as it stands in prose: a section that exists, a dot, and what follows. */
    private static final Pattern KEY =
            Pattern.compile("(?:listen|console|data|allowed_hosts|[a-z_]+(?:\\.[a-zA-Z_]+)+)");

    private static final Pattern ROW =
            Pattern.compile(
                    "^\\|[^\\n|]*\\| `([a-z_]+)` \\||^\\| `([a-z_]+)` \\| ?(\\d*)",
                    Pattern.MULTILINE);

    private static final Pattern TYPE = Pattern.compile("[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+");

    private Documents documents = new Documents(Path.of(""), List.of(), Set.of());

    @BeforeAll
    void read() throws IOException {
        Path given = Path.of(System.getProperty("weir.root", "..")).toAbsolutePath().normalize();
        documents = Documents.of(given);
        assertThat(documents.all()).as("documents under " + given).isNotEmpty();
    }

    @Test
    void everyRelativeLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Document document : documents.all()) {
            for (String link : document.links()) {
                if (link.matches("[a-z]+:.*")) {
                    continue;
                }
                int hash = link.indexOf('#');
                String file = hash < 0 ? link : link.substring(0, hash);
                Path target =
                        file.isEmpty()
                                ? document.path()
                                : document.path().resolveSibling(file).normalize();
                boolean inside = target.startsWith(documents.root());
                if (!inside || !Files.exists(target) || !hasAnchor(target, link, hash)) {
                    broken.add(name(document) + ": " + link);
                }
            }
        }
        assertThat(broken).as("links that lead nowhere").isEmpty();
    }

    private boolean hasAnchor(Path target, String link, int hash) {
        return hash < 0
                || documents.all().stream()
                        .filter(each -> each.path().equals(target))
                        .anyMatch(each -> each.anchors().contains(link.substring(hash + 1)));
    }

    @Test
    void everyCommandAndItsFlagsExist() throws Exception {
        Map<String, Set<String>> commands = Commands.flags();
        assertThat(commands).containsKeys("serve", "run", "show");
        List<String> unknown = new ArrayList<>();
        int seen = 0;
        for (Document document : documents.all()) {
            for (MatchResult found : document.find(COMMAND)) {
                seen++;
                String command = found.group(1);
                Set<String> flags = commands.get(command);
                if (flags == null) {
                    unknown.add(name(document) + ": " + found.group().strip());
                } else if (!command.equals("bench")) {
                    String own = found.group(2).replaceFirst("(?s) -- .*", "");
                    FLAG.matcher(own)
                            .results()
                            .map(MatchResult::group)
                            .filter(flag -> !flags.contains(flag))
                            .forEach(f -> unknown.add(name(document) + ": " + command + " " + f));
                }
            }
        }
        assertThat(unknown).as("commands and flags that do not exist").isEmpty();
        assertThat(seen).as("commands named").isGreaterThan(10);
    }

    @Test
    void everyCommandIsInTheGuide() throws Exception {
        String guide = documents.get("docs/cli.md").text();
        assertThat(Commands.flags().keySet())
                .contains("users", "redactions", "apply")
                .allSatisfy(command -> assertThat(guide).contains("`weir " + command));
    }

    @Test
    void everyConfigurationKeyExists() {
        Set<String> known =
                Arrays.stream(ConfigurationKey.values())
                        .map(key -> key.path().replace("*", "NAME"))
                        .collect(Collectors.toSet());
        Set<String> sections =
                known.stream()
                        .filter(key -> key.indexOf('.') > 0)
                        .map(key -> key.substring(0, key.indexOf('.')))
                        .collect(Collectors.toSet());
        List<String> unknown = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        for (Document document : documents.all()) {
            for (String code : document.code()) {
                String key = code.replaceFirst("[:=].*", "").strip();
                int dot = key.indexOf('.');
                if (dot < 0 || !KEY.matcher(key).matches()) {
                    continue;
                }
                if (sections.contains(key.substring(0, dot))) {
                    seen.add(key);
                    if (!known.contains(key)) {
                        unknown.add(name(document) + ": " + key);
                    }
                }
            }
        }
        assertThat(unknown).as("keys that do not exist").isEmpty();
        assertThat(documents.get("docs/configuration.md").code()).containsAll(known);
        assertThat(seen).hasSizeGreaterThan(10);
    }

    @Test
    void everyErrorEndReasonPhaseLossAndChangeIsDescribedAndNoOther() {
        Set<String> expected = new TreeSet<>();
        for (ErrorCode code : ErrorCode.values()) {
            expected.add(code.word() + " " + code.status());
        }
        for (EndReason reason : EndReason.values()) {
            expected.add(reason.word());
        }
        for (Loss loss : Loss.values()) {
            expected.add(loss.word());
        }
        for (EndPhase phase : EndPhase.values()) {
            expected.add(phase.word());
        }
        for (Change.Kind kind : Change.Kind.values()) {
            expected.add(kind.word());
        }
        Set<String> described = new TreeSet<>();
        for (MatchResult row : documents.get("docs/errors.md").find(ROW)) {
            String middle = row.group(1);
            described.add(middle != null ? middle : (row.group(2) + " " + row.group(3)).strip());
        }
        assertThat(described).isEqualTo(expected);
    }

    @Test
    void everyTestAndTypeThatIsNamedExists() {
        List<String> unknown = new ArrayList<>();
        for (String path :
                List.of(
                        "README.md",
                        "ARCHITECTURE.md",
                        "RATIONALE.md",
                        "SECURITY.md",
                        "CONTRIBUTING.md")) {
            for (String code : documents.get(path).code()) {
                String type = code.replaceFirst("\\..*", "");
                if (TYPE.matcher(type).matches() && !documents.types().contains(type)) {
                    unknown.add(path + ": " + type);
                }
            }
        }
        assertThat(unknown).as("types that do not exist").isEmpty();
    }

    @Test
    void everyPackagePageSaysWhatThePackageMayTouch() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String module : List.of("core", "gateway", "testkit", "bench")) {
            try (Stream<Path> files =
                    Files.walk(documents.root().resolve(module + "/src/main/java"))) {
                files.filter(file -> file.endsWith("package-info.java")).forEach(pages::add);
            }
        }
        assertThat(pages).hasSizeGreaterThan(20);
        for (Path page : pages) {
            assertThat(Files.readString(page)).as(page.toString()).contains("May touch");
        }
    }

    @Test
    void theReadmeNamesBothCommands() {
        assertThat(documents.get("README.md").text()).contains("./weir serve", "mvn verify");
    }

    @Test
    void everyDocumentIsInTheIndex() {
        Document index = documents.get("docs/README.md");
        Set<Path> linked =
                index.links().stream()
                        .filter(link -> !link.matches("[a-z]+:.*"))
                        .map(link -> index.path().resolveSibling(link).normalize())
                        .collect(Collectors.toSet());
        List<String> left =
                documents.all().stream()
                        .filter(each -> !each.equals(index) && !linked.contains(each.path()))
                        .map(this::name)
                        .toList();
        assertThat(left).as("documents that docs/README.md does not link").isEmpty();
    }

    private String name(Document document) {
        return documents.root().relativize(document.path()).toString();
    }
}
