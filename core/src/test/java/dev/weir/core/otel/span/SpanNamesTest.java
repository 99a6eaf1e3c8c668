package dev.weir.core.otel.span;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.otel.names.Attribute;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of names in the documents is that of the code. */
class SpanNamesTest {

    private static boolean isTheirs(Attribute attribute) {
        return !attribute.name().startsWith("WEIR_") || attribute == Attribute.WEIR_COST;
    }

    private static String row(Attribute attribute) {
        String what = attribute.name().replaceFirst("^WEIR_", "").toLowerCase(Locale.ROOT);
        return "| "
                + what.replace('_', ' ')
                + " | "
                + attribute.names().stream()
                        .filter(name -> !name.startsWith("weir."))
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(", "))
                + " |";
    }

    @Test
    void theDocumentHasEveryNameThatIsUnderstood() throws IOException {
        Path file = Path.of(System.getProperty("weir.root", ".."), "docs", "reading", "otel-in.md");
        String table =
                Arrays.stream(Attribute.values())
                        .filter(SpanNamesTest::isTheirs)
                        .map(SpanNamesTest::row)
                        .collect(Collectors.joining("\n"));
        assertThat(Files.readString(file))
                .contains("| what | names |\n|---|---|\n" + table + "\n\n");
    }
}
