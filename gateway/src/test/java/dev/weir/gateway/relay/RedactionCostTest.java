package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.rules.Policy;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What redaction costs in the relay: the CPU time of event loops and readers for a megabyte of
 * recorded traffic sent and answered, without rules and with each kind of them. It prints the rows
 * of the table in docs/gateway/redaction.md.
 */
@Tag("slow")
class RedactionCostTest {

    private static final int BODY = 512 << 10;

    private enum Setup {
        NONE,
        ON_RECORD,
        ALL_KINDS_ON_RECORD,
        BEFORE_SENDING
    }

    @Test
    void redactionCostsLessThanItMay() throws Exception {
        List<Bytes> bodies = bodies();
        for (String type : List.of("application/json", "text/event-stream")) {
            for (Setup setup : Setup.values()) {
                double nanos = run(setup, bodies, type);
                System.out.printf(
                        "%s %s: %.2f ms CPU a MB, %.0f MB/s%n", type, setup, nanos / 1e6, 1e9 / nanos);
                assertThat(nanos).isLessThan(200_000_000);
            }
        }
    }

    /** Nanoseconds of CPU for a megabyte through the relay, both directions counted. */
    private static double run(Setup setup, List<Bytes> bodies, String type) throws Exception {
        try (RulesBench bench = new RulesBench()) {
            switch (setup) {
                case NONE -> {}
                case ON_RECORD -> bench.redact("r", Policy.Mode.ENFORCE, "{}");
                case ALL_KINDS_ON_RECORD ->
                        bench.redact(
                                "r", Policy.Mode.ENFORCE, "{\"kinds\":[\"secrets\",\"personal\"]}");
                case BEFORE_SENDING ->
                        bench.redact(
                                "r", Policy.Mode.ENFORCE, "{\"apply\":\"forward_and_record\"}");
            }
            bench.heldBytes = 256 << 20;
            long bytes = 0;
            long before = 0;
            for (int round = 0; round < 4; round++) {
                if (round == 2) {
                    bytes = 0;
                    before = cpu();
                }
                for (Bytes body : bodies) {
                    bench.provider.next(
                            Scripts.answer(200, "Content-Type: " + type + "\r\n", body));
                    try (RawClient client = bench.rig().client()) {
                        client.send(
                                        "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                                                + bench.rig().port()
                                                + "\r\nContent-Type: application/json\r\n"
                                                + RulesBench.auth()
                                                + "Content-Length: "
                                                + body.length()
                                                + "\r\n\r\n")
                                .send(body);
                        assertThat(client.answer().body().length()).isEqualTo(body.length());
                    }
                    bytes += 2L * body.length();
                }
            }
            return (cpu() - before) / (bytes / 1e6);
        }
    }

    /** CPU of the threads that serve calls. */
    private static long cpu() {
        var threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
            Predicate<String> serves =
                    name -> name.startsWith("weir-loop") || name.startsWith("ForkJoinPool");
            if (info != null && serves.test(info.getThreadName())) {
                sum += threads.getThreadCpuTime(info.getThreadId());
            }
        }
        return sum;
    }

    private static List<Bytes> bodies() throws IOException {
        Path traffic = Path.of(System.getProperty("weir.traffic", "../shared/traffic"));
        List<Bytes> bodies = new ArrayList<>();
        if (Files.isDirectory(traffic)) {
            try (Stream<Path> files = Files.walk(traffic)) {
                for (Path file :
                        files.filter(Files::isRegularFile)
                                .filter(each -> !each.toString().endsWith(".md"))
                                .sorted()
                                .toList()) {
                    if (Files.size(file) > BODY && bodies.size() < 24) {
                        byte[] bytes = Files.readAllBytes(file);
                        bodies.add(Bytes.of(Arrays.copyOf(bytes, BODY)));
                    }
                }
            }
        }
        if (bodies.isEmpty()) {
            bodies.add(Bytes.of("some plain words of a prompt ".repeat(BODY / 29)));
        }
        return bodies;
    }
}
