package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;

import dev.weir.core.json.JsonReader;
import dev.weir.core.redaction.Redaction;
import dev.weir.core.redaction.RedactionRules;
import dev.weir.gateway.content.PassingDecoder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;

/** How a compressed body is read for the record: in turns, and not without end. */
class RedactedBodyTest {

    private static final String KEY = "AK" + "IA" + "Q3EGTXZ5LMNVB7YH";
    private static final String MASK = "[redacted:aws_access_key]";
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final String ALL = "{\"kinds\":[\"secrets\",\"personal\"]}";

    /** What a body gives to the record, and the turns of a loop that is run by hand. */
    private static final class Kept implements RedactedBody.Sink {

        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Queue<Runnable> turns = new ArrayDeque<>();
        final List<Long> times = new ArrayList<>();
        long leftOut;
        long mostInATurn;
        long longestTurn;
        int caughtUp;

        @Override
        public void keep(ByteBuffer piece, long nanos) {
            byte[] some = new byte[piece.remaining()];
            piece.get(some);
            bytes.writeBytes(some);
            if (times.isEmpty() || times.getLast() != nanos) {
                times.add(nanos);
            }
        }

        @Override
        public void leftOut(long count, long nanos) {
            leftOut += count;
        }

        void inATurn(Runnable step) {
            long before = bytes.size();
            long began = CPU.getCurrentThreadCpuTime();
            step.run();
            longestTurn = Math.max(longestTurn, CPU.getCurrentThreadCpuTime() - began);
            mostInATurn = Math.max(mostInATurn, bytes.size() - before);
        }

        void runAll() {
            for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
                inATurn(turn);
            }
        }

        RedactedBody body(String coding) throws Exception {
            Redaction redaction =
                    Redaction.of(
                            RedactionRules.parse(
                                    Objects.requireNonNull(JsonReader.read(ALL).value())),
                            new byte[] {7});
            PassingDecoder decoder = PassingDecoder.of(List.of(coding), 64 << 20);
            return new RedactedBody(
                    redaction.redactor(true, false),
                    null,
                    decoder,
                    true,
                    List.of(),
                    this,
                    turns::add,
                    () -> caughtUp++);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void aTextThatGrowsMuchIsReadInTurnsAndWhole(String coding) throws Exception {
        String line =
                "{\"who\":\"ada@example.org\",\"value\":12345,\"note\":\"again and again\"}\n";
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 3 << 20; i++) {
            text.append(i).append(line);
        }
        text.append("in the end ").append(KEY).append(" it is");
        byte[] coded = coded(coding, text.toString());
        Kept kept = new Kept();
        RedactedBody body = kept.body(coding);
        List<String> order = new ArrayList<>();
        kept.inATurn(() -> body.feed(ByteBuffer.wrap(coded), 5));
        assertThat(body.isBehind()).isTrue();
        kept.inATurn(() -> body.end(() -> order.add("ended")));
        assertThat(order).isEmpty();
        kept.runAll();
        assertThat(order).containsExactly("ended");
        assertThat(body.isBehind()).isFalse();
        assertThat(kept.caughtUp).isEqualTo(1);
        assertThat(kept.bytes.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        text.toString()
                                .replace("ada@example.org", "[redacted:email]")
                                .replace(KEY, MASK));
        assertThat(kept.times).containsExactly(5L);
        // A replacement may be longer than what was found.
        assertThat(kept.mostInATurn).isLessThan(2 * RedactedBody.TURN);
        System.out.printf(
                "redaction of %s: %d KiB coded, %d KiB of text, at most %d KiB and %.1f ms of processor time a turn%n",
                coding,
                coded.length >> 10,
                text.length() >> 10,
                kept.mostInATurn >> 10,
                kept.longestTurn / 1e6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void whatGrowsAsNoTextDoesIsNotKept(String coding) throws Exception {
        byte[] bomb = coded(coding, " ".repeat(48 << 20));
        Kept kept = new Kept();
        RedactedBody body = kept.body(coding);
        boolean[] over = new boolean[1];
        for (int from = 0; from < bomb.length; from += 16 << 10) {
            ByteBuffer piece = ByteBuffer.wrap(bomb, from, Math.min(16 << 10, bomb.length - from));
            kept.inATurn(() -> body.feed(piece, 1));
        }
        body.end(() -> over[0] = true);
        kept.runAll();
        assertThat(over[0]).isTrue();
        assertThat(kept.leftOut).isPositive();
        assertThat((long) kept.bytes.size())
                .isLessThanOrEqualTo(Math.max(1 << 20, 100L * bomb.length));
        assertThat(kept.mostInATurn).isLessThanOrEqualTo(RedactedBody.TURN + (64 << 10));
        System.out.printf(
                "redaction of a bomb in %s: %d KiB kept of 48 MiB, at most %.1f ms of processor time a turn%n",
                coding, kept.bytes.size() >> 10, kept.longestTurn / 1e6);
    }

    @Test
    void whatGrowsLittleIsReadAtOnce() throws Exception {
        Kept kept = new Kept();
        RedactedBody body = kept.body("gzip");
        byte[] coded = coded("gzip", "it is " + KEY + " now");
        body.feed(ByteBuffer.wrap(coded), 5);
        assertThat(body.isBehind()).isFalse();
        boolean[] over = new boolean[1];
        body.end(() -> over[0] = true);
        assertThat(over[0]).isTrue();
        assertThat(kept.bytes.toString(StandardCharsets.UTF_8)).isEqualTo("it is " + MASK + " now");
    }

    /** A loop that stops takes no more turns: everything is read at once then. */
    @Test
    void whereThereAreNoMoreTurnsNothingIsLost() throws Exception {
        Kept kept = new Kept();
        PassingDecoder decoder = PassingDecoder.of(List.of("gzip"), 64 << 20);
        RedactedBody body = stopped(kept, decoder);
        String text = "all the same words ".repeat(40_000);
        body.feed(ByteBuffer.wrap(coded("gzip", text)), 5);
        body.end(() -> {});
        assertThat(kept.bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }

    private static RedactedBody stopped(Kept kept, @Nullable PassingDecoder decoder)
            throws Exception {
        Redaction redaction =
                Redaction.of(
                        RedactionRules.parse(Objects.requireNonNull(JsonReader.read(ALL).value())),
                        new byte[] {7});
        return new RedactedBody(
                redaction.redactor(true, false),
                null,
                decoder,
                true,
                List.of(),
                kept,
                _ -> {
                    throw new java.util.concurrent.RejectedExecutionException("stopped");
                },
                () -> {});
    }

    private static byte[] coded(String coding, String text) throws Exception {
        return coding.equals("zstd")
                ? Zstd.compress(text.getBytes(StandardCharsets.UTF_8), 1)
                : RedactionOnRecordTest.coded(coding, text);
    }
}
