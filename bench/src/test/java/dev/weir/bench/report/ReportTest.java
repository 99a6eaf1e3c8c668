package dev.weir.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

class ReportTest {
    @TempDir private Path directory;

    @Test
    void goalsAreMarkedByWhatWasMeasured() {
        List<Goals.Goal> goals = Goals.of(results());
        assertThat(goal(goals, "CPU for a request"))
                .extracting(Goals.Goal::measured, Goals.Goal::mark)
                .containsExactly("1.60 × nginx", Goals.Mark.SHORT);
        assertThat(goal(goals, "Added latency"))
                .extracting(Goals.Goal::measured, Goals.Goal::mark)
                .containsExactly("0.400 ms", Goals.Mark.REACHED);
        assertThat(goal(goals, "Added gap").mark()).isEqualTo(Goals.Mark.NOT_MEASURED);
        assertThat(goal(goals, "10,000 open").mark()).isEqualTo(Goals.Mark.REACHED);
        assertThat(goal(goals, "Records lost in this run"))
                .extracting(Goals.Goal::measured, Goals.Goal::mark)
                .containsExactly(
                        "2 lost; 1,000 sent, 999 complete, 998 on record, 997 of them complete",
                        Goals.Mark.SHORT);
        assertThat(goal(goals, "Records and bodies").mark()).isEqualTo(Goals.Mark.REACHED);
        assertThat(goal(goals, "Resident memory in the soak"))
                .extracting(Goals.Goal::measured, Goals.Goal::mark)
                .containsExactly("+50.0 %", Goals.Mark.SHORT);
        assertThat(goal(goals, "`weir --help`").mark()).isEqualTo(Goals.Mark.REACHED);
    }

    @Test
    void figuresAreMediansOverTheRounds() {
        Results results = results();
        assertThat(results.cpu("post4k", "weir")).hasValue(80);
        assertThat(results.cpu("post4k", "direct")).isEmpty();
        assertThat(results.median("post4k-one", "weir", "latency-p99")).hasValue(1.0);
        assertThat(results.errors("post4k", "weir")).isEqualTo(3);
    }

    @Test
    void theReportComesBackFromItsRawFigures() throws Exception {
        ReportFiles files = new ReportFiles(directory);
        files.write(results());
        String page = Files.readString(directory.resolve("relay.md"));
        assertThat(page)
                .contains("| 4 KB in, 2 KB out, saturated | – | 50.0 | 80.0 (3 failed) | 1.60 |")
                .contains("Left out: something rare.")
                .contains("![CPU time](relay-cpu.svg)")
                .contains("| `weir serve`, to its ready line | 3 | 900 | 1,100 | 1,200 |")
                .contains("| weir | HTTP/2 | 10,000 | 10,000 | 10,000 | 200 | 600 | 41.0 |")
                .contains("(relay-soak.svg)");
        Files.delete(directory.resolve("relay.md"));
        files.renderAgain();
        assertThat(directory.resolve("relay.md")).hasContent(page);
        for (String chart :
                List.of(
                        "relay-cpu.svg",
                        "relay-percentiles.svg",
                        "relay-throughput.svg",
                        "relay-streams.svg",
                        "relay-soak.svg")) {
            Document parsed = parse(Files.readString(directory.resolve(chart)));
            assertThat(parsed.getDocumentElement().getTagName()).isEqualTo("svg");
        }
    }

    @Test
    void aRunWithNothingMeasuredStillHasAPage() throws IOException {
        new ReportFiles(directory)
                .write(
                        new Results(
                                "now",
                                "here",
                                "none",
                                List.of("direct"),
                                List.of(),
                                List.of(),
                                List.of(),
                                null,
                                null,
                                null,
                                null));
        assertThat(directory.resolve("relay.md")).content().contains("not measured");
    }

    @Test
    void theLongestBarFillsItsGroupAndTextIsEscaped() throws Exception {
        String svg =
                Svg.bars(
                        "a < b & \"c\"",
                        "ms",
                        List.of(
                                new Svg.Group(
                                        "g",
                                        List.of(
                                                new Svg.Bar("weir", 200),
                                                new Svg.Bar("nginx", 100)))));
        Document parsed = parse(svg);
        assertThat(parsed.getElementsByTagName("text").item(0).getTextContent())
                .isEqualTo("a < b & \"c\"");
        double weir = width(parsed, 0);
        assertThat(weir).isEqualTo(2 * width(parsed, 1)).isEqualTo(400);
        assertThat(svg).contains("prefers-color-scheme: dark");
    }

    @Test
    void numbersKeepThreeDigits() {
        assertThat(List.of(Svg.number(0), Svg.number(0.0123), Svg.number(1.234), Svg.number(45.67)))
                .containsExactly("0", "0.012", "1.23", "45.7");
        assertThat(Svg.number(12345.6)).isEqualTo("12,346");
    }

    private static double width(Document svg, int bar) {
        return Double.parseDouble(
                svg.getElementsByTagName("rect")
                        .item(bar)
                        .getAttributes()
                        .getNamedItem("width")
                        .getNodeValue());
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
    }

    private static Goals.Goal goal(List<Goals.Goal> goals, String start) {
        return goals.stream()
                .filter(goal -> goal.what().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static Results results() {
        List<Results.Sample> samples = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            samples.add(sample(round, "post4k", "direct", 0, 0, Map.of()));
            samples.add(sample(round, "post4k", "nginx", 48 + round, 0, Map.of()));
            samples.add(sample(round, "post4k", "weir", 60 + round * 10, 1, Map.of()));
            samples.add(
                    sample(
                            round,
                            "post4k-one",
                            "direct",
                            0,
                            0,
                            Map.of("latency-p99", 0.2 * round + 0.2)));
            samples.add(
                    sample(
                            round,
                            "post4k-one",
                            "weir",
                            1,
                            0,
                            Map.of("latency-p99", 0.2 * round + 0.6)));
        }
        List<Results.MemoryPoint> memory = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            memory.add(new Results.MemoryPoint(i * 60, (i / 3 + 1) * 100_000_000L));
        }
        Results.RecordCount count =
                new Results.RecordCount(1000, 999, 998, 997, Map.of("weir_lost", 2.0));
        return new Results(
                "2026-01-01T00:00:00Z",
                "a machine",
                "3 rounds",
                List.of("direct", "nginx", "weir"),
                List.of("something rare"),
                samples,
                List.of(
                        new Results.Hold(
                                "weir", "HTTP/2", 10_000, 10_000, 10_000, 200 << 20, 600 << 20)),
                new Results.Starts(List.of(900.0, 1100.0, 1200.0), List.of(200.0)),
                count,
                new Results.Check(1000, 2000, 0),
                new Results.Soak(9, memory, count));
    }

    private static Results.Sample sample(
            int round,
            String phase,
            String peer,
            double cpu,
            long errors,
            Map<String, Double> values) {
        return new Results.Sample(round, phase, peer, 1000, errors, 1000, cpu, 0.2, 1.5, values);
    }
}
