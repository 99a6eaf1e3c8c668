package dev.weir.core.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What is claimed about finds holds on a labelled corpus; the page shows its figures. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedactionCorpusTest {

    private static final Path PAGE = Path.of("../docs/gateway/redaction.md");
    private static final long SEED = 20261121;
    private static final int PER_KIND_AND_SETTING = 10;

    /** Kinds for which less than all is promised: those without a form of their own. */
    private static final Map<Kind, Double> RECALL =
            Map.of(Kind.PHONE, 0.8, Kind.HIGH_ENTROPY, 0.85, Kind.SECRET_ASSIGNMENT, 0.95);

    private final Score score = new Score();

    @BeforeAll
    void measure() {
        Redaction redaction = Rules.everything();
        for (LabelledBody body : LabelledBody.corpus(SEED, PER_KIND_AND_SETTING)) {
            score.add(body, redaction.redact(body.bytes()).findings().edits());
        }
    }

    @Test
    void everyKindIsFoundWhereItStands() {
        score.counts.forEach(
                (kind, counts) -> {
                    assertThat(counts.labels).as(kind.word()).isEqualTo(90);
                    assertThat(counts.recall())
                            .as("recall of %s %s", kind.word(), mistakes("missed " + kind.word()))
                            .isGreaterThanOrEqualTo(RECALL.getOrDefault(kind, 0.98));
                });
    }

    @Test
    void whatIsFoundIsRight() {
        score.counts.forEach(
                (kind, counts) ->
                        assertThat(counts.precision())
                                .as(
                                        "precision of %s %s",
                                        kind.word(), mistakes("wrong " + kind.word()))
                                .isGreaterThanOrEqualTo(kind == Kind.HIGH_ENTROPY ? 0.9 : 0.98));
    }

    private List<String> mistakes(String start) {
        return score.mistakes.stream().filter(m -> m.startsWith(start)).limit(3).toList();
    }

    @Test
    void thePageShowsTheseFigures() throws IOException {
        String rows =
                score.counts.entrySet().stream()
                        .map(
                                entry ->
                                        String.format(
                                                Locale.ROOT,
                                                "| `%s` | %s | %s | %.3f | %.3f |%n",
                                                entry.getKey().word(),
                                                entry.getKey().group().word(),
                                                entry.getKey().meaning(),
                                                entry.getValue().recall(),
                                                entry.getValue().precision()))
                        .collect(Collectors.joining());
        String table =
                "| kind | group | what | recall | precision |\n|---|---|---|---|---|\n" + rows;
        String page = Files.readString(PAGE, StandardCharsets.UTF_8);
        int from = page.indexOf("-->\n", page.indexOf("<!-- kinds")) + 4;
        assertThat(page.substring(from, page.indexOf("<!-- end of kinds", from)).strip() + "\n")
                .isEqualTo(table);
    }
}
