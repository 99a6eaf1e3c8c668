package dev.weir.testkit.corpus;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Call;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.Script;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Serves recorded answers. A request is known by its method, target and body and by nothing that
 * was added to it; the driver announces each one before it sends it, so that equal requests with
 * different answers come in the driver's order.
 */
public final class RecordedProvider implements Script {

    private record Key(String method, String target, Bytes body) {}

    private record Announced(Framer.Framed answer, CompletableFuture<Received> received) {}

    private final Map<Key, Deque<Announced>> announced = new HashMap<>();

    /**
     * The next request like this gets that answer.
     *
     * @return the request as it arrived, once it has
     */
    public synchronized CompletableFuture<Received> announce(
            RecordedExchange.Request request, Framer.Framed answer) {
        CompletableFuture<Received> received = new CompletableFuture<>();
        announced
                .computeIfAbsent(
                        new Key(request.method(), request.target(), request.body()),
                        _ -> new ArrayDeque<>())
                .add(new Announced(answer, received));
        return received;
    }

    /** Takes back everything announced for a request, e.g. after it failed on its way. */
    public synchronized void forget(RecordedExchange.Request request) {
        announced.remove(new Key(request.method(), request.target(), request.body()));
    }

    private synchronized @Nullable Announced take(Key key) {
        Deque<Announced> line = announced.get(key);
        Announced first = line == null ? null : line.poll();
        if (line != null && line.isEmpty()) {
            announced.remove(key);
        }
        return first;
    }

    @Override
    public void serve(Call call) throws IOException {
        Bytes body = call.body().rest();
        Announced known = take(new Key(call.head().method(), call.head().target(), body));
        if (known == null) {
            call.send(
                    "HTTP/1.1 599 Not recorded\r\ncontent-length: 0\r\nx-not-recorded: "
                            + call.head().target()
                            + "\r\n\r\n");
            return;
        }
        known.received.complete(
                new Received(
                        call.connection(),
                        call.head(),
                        body,
                        call.body().trailers(),
                        call.body().ended()));
        for (Bytes piece : known.answer.pieces()) {
            call.send(piece);
        }
        if (known.answer.closes()) {
            call.close();
        }
    }
}
