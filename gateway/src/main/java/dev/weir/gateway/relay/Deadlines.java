package dev.weir.gateway.relay;

import dev.weir.core.exchange.EndReason;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.ResponseHead;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The time limits of one call: remembers when something last moved, and is asked by the loop's
 * sweep whether that is too long ago. There is no limit on the whole exchange.
 */
final class Deadlines implements Loop.Timed {

    /**
     * How long a provider may think about {@code Expect: 100-continue} before Weir lets the client
     * go on.
     */
    private static final long CONTINUE_AFTER = 1_000_000_000L;

    /**
     * What the dialer may take beyond its own limit. It knows best why there is no connection, but
     * it has no hold on a name that nobody resolves.
     */
    private static final long CONNECT_GRACE = 250_000_000L;

    private final Loop loop;
    private final Call call;
    private final ClientSide client;

    private long dispatched;
    private long clientByte;
    private long upstreamByte;
    private long uploadMoved;
    private long clientProgress;
    private long lastPending;
    private Duration firstByte;
    private Duration idle;
    private boolean awaitsContinue;
    private boolean continued;

    Deadlines(Loop loop, Call call, ClientSide client, long now) {
        this.loop = loop;
        this.call = call;
        this.client = client;
        this.clientByte = now;
        this.clientProgress = now;
        this.uploadMoved = now;
        this.firstByte = loop.options.timeouts().firstByte();
        this.idle = loop.options.timeouts().idle();
    }

    /** Other limits for this call, null for those of all. */
    void limit(@Nullable Duration ownFirstByte, @Nullable Duration ownIdle) {
        firstByte = ownFirstByte == null ? firstByte : ownFirstByte;
        idle = ownIdle == null ? idle : ownIdle;
    }

    /** A connection is asked for. */
    void dispatched() {
        dispatched = loop.nanos();
    }

    /** A byte of the request has come. */
    void clientMoved() {
        clientByte = loop.nanos();
    }

    /** The provider has sent something, or its silence was Weir's own doing until now. */
    void upstreamMoved() {
        upstreamByte = loop.nanos();
    }

    /** The client waits for a 100 before it sends its body. */
    void awaitContinue(boolean awaits) {
        awaitsContinue = awaits && !continued;
    }

    /** The client was told to go on: it is not told again. */
    void continued() {
        continued = true;
    }

    /** True once where the client waits for a 100, which it gets now. */
    boolean takeContinue() {
        boolean awaited = awaitsContinue;
        awaitsContinue = false;
        return awaited;
    }

    @Override
    public void sweep(long now) {
        if (call.isClosed()) {
            return;
        }
        RelayOptions.Timeouts limits = loop.options.timeouts();
        if (loop.drain.isOver()) {
            loop.metrics.cutByWeir.increment();
            call.breakOff(EndReason.GATEWAY_DRAIN);
            return;
        }
        if (stalled(now, limits.clientStall().toNanos())) {
            loop.metrics.slowClients.increment();
            call.breakOff(EndReason.CLIENT_SLOW);
            return;
        }
        Upload upload = call.upload();
        if (upload.isConnecting()
                && now - dispatched > limits.connect().toNanos() + CONNECT_GRACE) {
            call.onConnectTimeout();
            return;
        }
        if (awaitsContinue && upload.isOpen() && now - upstreamByte > CONTINUE_AFTER) {
            awaitsContinue = false;
            clientByte = now;
            client.informational(new ResponseHead(100, "Continue", "HTTP/1.1", Headers.EMPTY));
        }
        UpstreamFault silent = upstreamSilent(now, upload);
        if (silent != null) {
            call.onUpstreamFailed(silent);
            return;
        }
        boolean waitsForClient =
                call.isHolding()
                        || !awaitsContinue
                                && upload.takesMore()
                                && upload.isOpen()
                                && !call.hasResponse()
                                && upload.isWritable();
        if (!waitsForClient) {
            // What the client could not send, or was not yet asked for, is not its silence.
            clientByte = now;
        } else if (now - clientByte > limits.requestIdle().toNanos()) {
            call.onRequestStopped();
        }
    }

    private boolean stalled(long now, long limit) {
        long pending = client.pendingBytes();
        if (pending == 0 || pending < lastPending) {
            clientProgress = now;
        }
        lastPending = pending;
        return pending > 0 && !call.isClientOver() && now - clientProgress > limit;
    }

    private @Nullable UpstreamFault upstreamSilent(long now, Upload upload) {
        if (upload.isWritable()) {
            uploadMoved = now;
        } else if (upload.isOpen() && now - uploadMoved > idle.toNanos()) {
            return new UpstreamFault(
                    UpstreamFault.Kind.IDLE_TIMEOUT,
                    "the provider took nothing of the request for " + idle.toMillis() + " ms");
        }
        if (!upload.isOpen() || !client.isWritable()) {
            return null;
        }
        if (call.hasResponse()) {
            return now - upstreamByte > idle.toNanos()
                    ? new UpstreamFault(
                            UpstreamFault.Kind.IDLE_TIMEOUT,
                            "the provider fell silent for " + idle.toMillis() + " ms")
                    : null;
        }
        return upload.isSent() && now - upstreamByte > firstByte.toNanos()
                ? new UpstreamFault(
                        UpstreamFault.Kind.FIRST_BYTE_TIMEOUT,
                        "the provider sent nothing for " + firstByte.toMillis() + " ms")
                : null;
    }
}
