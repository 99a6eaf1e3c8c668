package dev.weir.testkit.capture;

import dev.weir.core.capture.Closing;
import dev.weir.core.capture.Loss;
import dev.weir.core.capture.Opening;
import dev.weir.core.capture.Recorder;
import dev.weir.core.capture.Recording;
import dev.weir.core.exchange.Chunk;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;
import dev.weir.core.exchange.Side;
import dev.weir.testkit.Bytes;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorder that keeps everything in memory. Unlike a real one it may be shared by event loops:
 * every call takes one lock.
 *
 * <p>It holds its caller to the contract of {@link Recording}: a call out of order (a piece after
 * its end, two heads, anything after {@code close}) is noted as a {@linkplain #violations()
 * violation} and otherwise ignored, as a recording must not throw.
 */
public final class MemoryRecorder implements Recorder {

    private final List<Live> calls = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private @Nullable Loss failure;
    private boolean scarce;
    private final List<Runnable> onRoom = new ArrayList<>();
    private boolean holding;

    /** From now on {@link #begin} fails for this reason; null lets it work again. */
    public synchronized void failBegin(@Nullable Loss reason) {
        failure = reason;
    }

    /** From now on it says that it is short of room, or no longer. */
    public synchronized void shortOfRoom(boolean now) {
        scarce = now;
    }

    /** What is to be called once there is room again, each on its event loop, in their order. */
    public synchronized List<Runnable> roomListeners() {
        return List.copyOf(onRoom);
    }

    @Override
    public synchronized boolean isShort() {
        return scarce;
    }

    @Override
    public synchronized void onRoom(Runnable listener) {
        onRoom.add(listener);
    }

    /**
     * From now on the end of an answer is not safe at once: its {@code whenSafe} waits for {@link
     * #release()}.
     */
    public synchronized void hold() {
        holding = true;
    }

    /**
     * Stops holding and hands out what was held, in order. The caller runs each on the event loop
     * of its exchange.
     */
    public synchronized List<Runnable> release() {
        holding = false;
        List<Runnable> all = List.copyOf(held);
        held.clear();
        return all;
    }

    /** How many ends of answers wait for {@link #release()}. */
    public synchronized int held() {
        return held.size();
    }

    @Override
    public synchronized Recording begin(Opening opening) throws CaptureUnavailable {
        Loss reason = failure;
        if (reason != null) {
            throw new CaptureUnavailable(reason);
        }
        Live call = new Live(opening);
        calls.add(call);
        notifyAll();
        return call;
    }

    /** Every exchange begun so far, oldest first, as it stands now. */
    public synchronized List<RecordedCall> calls() {
        return calls.stream().map(Live::snapshot).toList();
    }

    /** The exchanges that are over, in the order in which they began. */
    public synchronized List<RecordedCall> finished() {
        return calls().stream().filter(RecordedCall::isClosed).toList();
    }

    /** What broke the contract of {@link Recording}, in order; empty where nothing did. */
    public synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    /**
     * Waits until at least that many exchanges are over and gives all that are.
     *
     * @throws AssertionError where the time runs out first
     */
    public synchronized List<RecordedCall> awaitFinished(int count, Duration atMost)
            throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (finished().size() < count) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(
                        "expected "
                                + count
                                + " finished exchanges within "
                                + atMost
                                + ", got "
                                + finished().size()
                                + " of "
                                + calls.size()
                                + " begun: "
                                + calls.stream().map(call -> call.events).toList());
            }
            wait(left);
        }
        return finished();
    }

    /** Waits for the first exchange to be over and gives it. */
    public RecordedCall awaitOne(Duration atMost) throws InterruptedException {
        return awaitFinished(1, atMost).getFirst();
    }

    private final class Live implements Recording {

        private final Opening opening;
        private final ByteArrayOutputStream requestBody = new ByteArrayOutputStream();
        private final List<Chunk> requestChunks = new ArrayList<>();
        private final ByteArrayOutputStream responseBody = new ByteArrayOutputStream();
        private final List<Chunk> responseChunks = new ArrayList<>();
        private final List<String> events = new ArrayList<>(List.of("begin"));
        private @Nullable Headers requestTrailers;
        private @Nullable ResponseHead response;
        private @Nullable Headers responseTrailers;
        private @Nullable Closing closing;
        private long requestNanos;
        private long responseNanos;
        private long requestLeftOut;
        private long responseLeftOut;

        Live(Opening opening) {
            this.opening = opening;
        }

        @Override
        public void requestBody(ByteBuffer piece, long nanos) {
            synchronized (MemoryRecorder.this) {
                if (allow("requestBody", requestTrailers == null, nanos)) {
                    keep(piece, nanos, requestBody, requestChunks);
                }
            }
        }

        @Override
        public void requestEnd(Headers trailers, long nanos) {
            synchronized (MemoryRecorder.this) {
                if (allow("requestEnd", requestTrailers == null, nanos)) {
                    requestTrailers = trailers;
                }
            }
        }

        @Override
        public void responseHead(ResponseHead head, long nanos) {
            synchronized (MemoryRecorder.this) {
                if (allow("responseHead", response == null, nanos)) {
                    response = head;
                }
            }
        }

        @Override
        public void responseBody(ByteBuffer piece, long nanos) {
            synchronized (MemoryRecorder.this) {
                boolean inBody = response != null && responseTrailers == null;
                if (allow("responseBody", inBody, nanos)) {
                    keep(piece, nanos, responseBody, responseChunks);
                }
            }
        }

        @Override
        public void responseEnd(Headers trailers, long nanos, Runnable whenSafe) {
            synchronized (MemoryRecorder.this) {
                boolean inBody = response != null && responseTrailers == null;
                if (allow("responseEnd", inBody, nanos)) {
                    responseTrailers = trailers;
                }
                if (holding) {
                    held.add(whenSafe);
                    return;
                }
            }
            whenSafe.run();
        }

        @Override
        public void close(Closing end) {
            synchronized (MemoryRecorder.this) {
                if (allow("close", true, Math.max(requestNanos, responseNanos))) {
                    closing = end;
                }
                MemoryRecorder.this.notifyAll();
            }
        }

        @Override
        public void leftOut(Side side, long bytes, Loss why, long nanos) {
            synchronized (MemoryRecorder.this) {
                if (side == Side.REQUEST) {
                    requestLeftOut += bytes;
                } else {
                    responseLeftOut += bytes;
                }
            }
        }

        private void keep(
                ByteBuffer piece, long nanos, ByteArrayOutputStream body, List<Chunk> chunks) {
            byte[] bytes = new byte[piece.remaining()];
            piece.duplicate().get(bytes);
            body.writeBytes(bytes);
            chunks.add(new Chunk(nanos, bytes.length));
        }

        private boolean allow(String event, boolean inPlace, long nanos) {
            if (!inPlace || closing != null) {
                violations.add(event + " after " + events + " of " + opening.id());
                return false;
            }
            boolean ofRequest = event.startsWith("request");
            long last = ofRequest ? requestNanos : responseNanos;
            if (nanos < last) {
                violations.add(event + " at " + nanos + " ns, before " + last + " ns");
            }
            if (ofRequest) {
                requestNanos = Math.max(last, nanos);
            } else {
                responseNanos = Math.max(last, nanos);
            }
            if (!events.getLast().equals(event)) {
                events.add(event);
            }
            return true;
        }

        private RecordedCall snapshot() {
            return new RecordedCall(
                    opening,
                    Bytes.of(requestBody.toByteArray()),
                    requestChunks,
                    requestTrailers,
                    response,
                    Bytes.of(responseBody.toByteArray()),
                    responseChunks,
                    responseTrailers,
                    requestLeftOut,
                    responseLeftOut,
                    closing,
                    events);
        }
    }
}
