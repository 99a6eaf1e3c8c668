package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The page about the language says what the code does. */
class SearchDocTest {

    private static final Path PAGE = Path.of("../docs/reading/search.md");

    private static final Instant NOW = Instant.parse("2026-07-28T14:05:09Z");

    @Test
    void theTableOfFieldsIsThatOfTheCode() throws IOException {
        StringBuilder table =
                new StringBuilder(
                        """
                        | field | also | values | meaning | example |
                        |---|---|---|---|---|
                        """);
        for (Name name : Names.ALL) {
            String aliases =
                    name.aliases().stream()
                            .map(a -> '`' + a + '`')
                            .collect(Collectors.joining(" "));
            String forms =
                    switch (name) {
                        case Scope _ -> "words: `a` `a*` `a,b` `(a b)`";
                        case Field field -> field.type().word() + ": " + field.type().forms();
                        case Shorthand _ -> "time: `t`";
                    };
            table.append(
                    "| `%s` | %s | %s | %s | `%s` |\n"
                            .formatted(
                                    name.word(), aliases, forms, name.meaning(), name.example()));
        }
        assertThat(between("<!-- fields", "<!-- end of fields")).isEqualTo(table.toString());
    }

    @Test
    void theWordsOfTheClosedListsAreThoseOfTheCode() throws IOException {
        StringBuilder lists = new StringBuilder();
        for (Field field : Field.values()) {
            if (!field.choices().isEmpty() && field.type() != ValueType.YES_NO) {
                String words =
                        field.choices().stream()
                                .map(word -> '`' + word + '`')
                                .collect(Collectors.joining(", "));
                lists.append("- `%s`: %s\n".formatted(field.word(), words));
            }
        }
        assertThat(between("<!-- words", "<!-- end of words")).isEqualTo(lists.toString());
    }

    @Test
    void everyExampleCanBeRead() throws Exception {
        List<String> examples = new ArrayList<>();
        for (String block : blocks("query")) {
            examples.addAll(block.lines().toList());
        }
        for (Name name : Names.ALL) {
            examples.add(name.example());
        }
        assertThat(examples).hasSizeGreaterThan(Names.ALL.size());
        for (String example : examples) {
            assertThat(QueryParser.parse(example, NOW, ZoneOffset.UTC))
                    .as(example)
                    .isNotInstanceOf(SearchQuery.Everything.class);
        }
    }

    @Test
    void everyErrorIsTheOneThatIsShown() throws IOException {
        List<String> blocks = blocks("error");
        assertThat(blocks).hasSize(5);
        for (String block : blocks) {
            String query = block.lines().findFirst().orElseThrow();
            QueryError error =
                    catchThrowableOfType(
                            QueryError.class, () -> QueryParser.parse(query, NOW, ZoneOffset.UTC));
            assertThat(error).as(query).isNotNull();
            assertThat(error.pointed(query, 80)).isEqualTo(block);
        }
    }

    @Test
    void theLimitsAreThoseOfTheParser() throws IOException {
        assertThat(Files.readString(PAGE))
                .contains("at most %,d characters".formatted(QueryParser.LONGEST))
                .contains(QueryParser.MOST_TERMS + " terms")
                .contains(QueryParser.DEEPEST + " parentheses");
    }

    private static String between(String start, String end) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf("-->\n", page.indexOf(start)) + 4;
        return page.substring(from, page.indexOf(end, from)).strip() + "\n";
    }

    private static List<String> blocks(String kind) throws IOException {
        List<String> blocks = new ArrayList<>();
        String page = Files.readString(PAGE);
        String fence = "```" + kind + "\n";
        for (int at = page.indexOf(fence); at >= 0; at = page.indexOf(fence, at + 1)) {
            int from = at + fence.length();
            blocks.add(page.substring(from, page.indexOf("\n```", from)));
        }
        return blocks;
    }
}
