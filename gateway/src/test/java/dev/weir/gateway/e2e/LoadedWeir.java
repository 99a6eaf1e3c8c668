package dev.weir.gateway.e2e;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that keep a Weir busy and know what they have had complete. Requests are numbered; what a
 * number asks and gets follows from the number alone.
 */
final class LoadedWeir {

    private static final String PATH = "/load/v1/chat/completions";

    /** Numbers whose answers some client had whole. */
    private final Map<Integer, Boolean> complete = new ConcurrentHashMap<>();

    /** Numbers that reached the provider. */
    private final Map<Integer, Boolean> forwarded = new ConcurrentHashMap<>();

    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean stopped;

    /** The request of a number: between 0.1 and 40 KB. */
    static Bytes request(int number) {
        Random random = new Random(number);
        return Bytes.of(
                "{\"model\":\"load\",\"number\":"
                        + number
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + text(random, 100 + random.nextInt(40_000))
                        + "\"}]}");
    }

    /** The answer to a number: between 0.1 and 20 KB. */
    static Bytes answer(int number) {
        Random random = new Random(~number);
        return Bytes.of("{\"echo\":\"" + text(random, 100 + random.nextInt(20_000)) + "\"}");
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(Integer.toString(random.nextInt(100_000), 36)).append(' ');
        }
        return text.toString();
    }

    /** The provider's side: answers in several chunks, some of them slowly. */
    void serve(Call call) throws IOException, InterruptedException {
        String body = call.body().rest().latin1();
        int from = body.indexOf("\"number\":") + 9;
        int number = Integer.parseInt(body.substring(from, body.indexOf(',', from)));
        forwarded.put(number, true);
        Bytes answer = answer(number);
        call.send(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        int middle = answer.length() / 2;
        call.chunk(answer.slice(0, middle));
        if (number % 5 == 0) {
            Thread.sleep(20);
        }
        call.chunk(answer.slice(middle, answer.length()));
        call.lastChunk("");
    }

    /**
     * Starts so many clients on a port; each goes on until its connection breaks or it is stopped.
     */
    List<Thread> start(int clients, int port) {
        stopped = false;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().name("load-" + i).start(() -> load(port)));
        }
        return threads;
    }

    void stop() {
        stopped = true;
    }

    private void load(int port) {
        try (RawClient client = RawClient.connect(port)) {
            while (!stopped) {
                int number = next.incrementAndGet();
                Answer answer =
                        client.post(
                                        PATH,
                                        "x-weir-tag: number=" + number + "\r\n",
                                        request(number).latin1())
                                .answer();
                if (answer.status() == 200 && answer.ended() == Ended.WHOLE) {
                    complete.put(number, true);
                } else {
                    return;
                }
            }
        } catch (IOException e) {
            // Weir died, as the test wants it to
        }
    }

    /** Numbers whose answers some client had whole. */
    List<Integer> complete() {
        return complete.keySet().stream().sorted().toList();
    }

    /** Numbers that reached the provider. */
    List<Integer> forwarded() {
        return forwarded.keySet().stream().sorted().toList();
    }
}
