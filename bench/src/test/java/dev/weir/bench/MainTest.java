package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

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
    void aSmallRunWithoutAProxyWritesTheReport() {
        Path out = directory.resolve("report");
        int status =
                Main.commands()
                        .execute(
                                "relay",
                                "--quick",
                                "--peers",
                                "direct",
                                "--phases",
                                "post4k-one",
                                "--out",
                                out.toString(),
                                "--work",
                                directory.resolve("work").toString());
        assertThat(status).isZero();
        assertThat(Files.exists(out.resolve("README.md"))).isTrue();
        assertThat(out.resolve("relay.json")).content().contains("post4k-one");
    }
}
