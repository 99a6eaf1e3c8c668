package dev.weir.core.reading.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

class FramingTest {

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> events(Framing framing, byte[] bytes, int... cuts) {
        List<String> events = new ArrayList<>();
        int from = 0;
        for (int cut : cuts) {
            framing.feed(bytes, from, cut - from, event -> events.add(event.toString()));
            from = cut;
        }
        framing.feed(bytes, from, bytes.length - from, event -> events.add(event.toString()));
        framing.end(event -> events.add(event.toString()));
        return events;
    }

    @Test
    void serverSentEventsByTheRules() {
        String stream =
                "\uFEFFevent: a\ndata: one\ndata:two\n\n: comment\r\ndata:  x\r\n\r\nid: 7\rdata\r\r"
                        + "event: none\n\nfoo: bar\ndata: {}\nretry: 5\n\ndata: lost";
        SseFraming framing = new SseFraming();
        assertThat(events(framing, utf8(stream))).containsExactly("a:one\ntwo", ": x", ":", ":{}");
        assertThat(framing.tally().comments()).isEqualTo(1);
        assertThat(framing.tally().unfinished()).isEqualTo(10);
    }

    @Test
    void linesAreEventsAndALastOneNeedsNoEnd() {
        assertThat(events(new LineFraming(), utf8("{\"a\":1}\r\n\n{\"b\":2}\n{\"c\"")))
                .containsExactly(":{\"a\":1}\r", ":{\"b\":2}", ":{\"c\"");
    }

    @Test
    void elementsOfAGrowingArrayAreEvents() {
        ArrayFraming framing = new ArrayFraming();
        assertThat(events(framing, utf8("[{\"a\":\"]}\\\"{\"}\n,\r\n{\"b\":[{}]}]")))
                .containsExactly(":{\"a\":\"]}\\\"{\"}", ":{\"b\":[{}]}");
        assertThat(framing.closed()).isTrue();
        assertThat(events(new ArrayFraming(), utf8("[{\"a\":1},{\"b\"")))
                .containsExactly(":{\"a\":1}");
    }

    @Test
    void framesOfAmazonAreCheckedAndNamed() {
        byte[] stream =
                AwsFrames.join(
                        AwsFrames.frame("event", "messageStart", "{\"role\":\"assistant\"}"),
                        AwsFrames.frame(
                                "exception", "throttlingException", "{\"message\":\"slow\"}"));
        List<StreamEvent> events = new ArrayList<>();
        new AwsFraming().feed(stream, 0, stream.length, events::add);
        assertThat(events)
                .extracting(StreamEvent::type, StreamEvent::fault, StreamEvent::text)
                .containsExactly(
                        tuple("messageStart", false, "{\"role\":\"assistant\"}"),
                        tuple("throttlingException", true, "{\"message\":\"slow\"}"));
    }

    @Test
    void everyChangedBitOfAFrameIsSeen() {
        byte[] frame = AwsFrames.frame("event", "x", "{\"a\":1}");
        for (int bit = 0; bit < frame.length * 8; bit++) {
            byte[] broken = frame.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            AwsFraming framing = new AwsFraming();
            List<String> events = events(framing, broken);
            boolean waits = events.isEmpty() && framing.tally().unfinished() > 0;
            assertThat(framing.tally().damaged() == 1 || waits).as("bit " + bit).isTrue();
            assertThat(events).as("bit " + bit).isEmpty();
        }
    }

    /** Any split of a stream into pieces reads the same. */
    @Test
    void piecesOfAnySizeReadTheSame() {
        Random random = new Random(3);
        byte[] sse =
                utf8(
                        "event: a\r\ndata: äöü\r\ndata: 😀\r\n\r\n: ping\n\ndata: [DONE]\n\ndata: x\r\r");
        byte[] lines = utf8("{\"ä\":1}\n\n{\"b\":\"😀\"}\r\n{\"c\":3}");
        byte[] array = utf8("[{\"a\":\"\\\\\\\"}\"},\n {\"b\":{\"c\":[]}} ]");
        byte[] frames =
                AwsFrames.join(
                        AwsFrames.frame("event", "a", "{}"),
                        AwsFrames.frame("event", "b", "{\"x\":\"" + "y".repeat(999) + "\"}"));
        for (int i = 0; i < 500; i++) {
            same(SseFraming::new, sse, random);
            same(LineFraming::new, lines, random);
            same(ArrayFraming::new, array, random);
            same(AwsFraming::new, frames, random);
        }
    }

    private static void same(Supplier<Framing> framing, byte[] bytes, Random random) {
        int[] cuts = random.ints(random.nextInt(12), 0, bytes.length + 1).sorted().toArray();
        assertThat(events(framing.get(), bytes, cuts))
                .as(Arrays.toString(cuts))
                .isEqualTo(events(framing.get(), bytes))
                .isNotEmpty();
    }
}
