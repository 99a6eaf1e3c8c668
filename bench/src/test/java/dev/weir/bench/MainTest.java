package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class MainTest {
    @TempDir private Path directory;

    @Test
    void helpNamesTheCommands() {
        StringWriter said = new StringWriter();
        CommandLine commands = Main.commands().setOut(new PrintWriter(said));
        assertThat(commands.execute("--help")).isZero();
        assertThat(said.toString()).contains("relay", "archive", "report");
    }

    @Test
    void aReportWithoutFiguresFailsInOneLine() {
        StringWriter said = new StringWriter();
        CommandLine commands = Main.commands().setErr(new PrintWriter(said));
        assertThat(commands.execute("report", "--out", directory.toString())).isEqualTo(1);
        assertThat(said.toString()).contains("relay.json");
    }

    @Test
    void aSmallRunWithoutAProxyWritesTheReportAndRendersItAgain() throws IOException {
        Path out = directory.resolve("report");
        assertThat(small("--out", out.toString())).isZero();
        String page = Files.readString(out.resolve("relay.md"));
        assertThat(page).contains("(relay-percentiles.svg)");
        assertThat(out.resolve("relay.json")).content().contains("post4k-one");
        Files.delete(out.resolve("relay.md"));
        assertThat(Main.commands().execute("report", "--out", out.toString())).isZero();
        assertThat(out.resolve("relay.md")).hasContent(page);
    }

    @Test
    void aLoadThatThereIsNotIsRefusedWithThoseThatThereAre() {
        StringWriter said = new StringWriter();
        CommandLine commands = Main.commands().setErr(new PrintWriter(said));
        assertThat(commands.execute("relay", "--phases", "post5k", "--peers", "direct"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("post5k").contains("post4k-one").contains("streams");
    }

    private int small(String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "relay",
                                "--rounds",
                                "1",
                                "--seconds",
                                "0.1",
                                "--peers",
                                "direct",
                                "--phases",
                                "post4k-one,gap"));
        arguments.addAll(List.of(more));
        return Main.commands().execute(arguments.toArray(String[]::new));
    }
}
