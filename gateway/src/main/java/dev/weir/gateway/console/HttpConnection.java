package dev.weir.gateway.console;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One client connection: takes requests, one at a time, in order. All on the event loop. Where a
 * request has a body the connection ends after the answer; what no handler reads of it is dropped.
 *
 * <p>A client that has the last byte of an answer may send its next request before the event loop
 * has heard that the byte was written. So what comes while a request is being answered waits here
 * as it came, with its body, and the connection is read no further meanwhile.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final int WAITING_LIMIT = 64;

    private final HttpLimits limits;
    private final Consumer<Call> dispatch;

    /** Messages of later requests. */
    private final Deque<HttpObject> waiting = new ArrayDeque<>();

    private int waitingRequests;
    private @Nullable Call current;
    private @Nullable RequestBody body;
    private @Nullable ScheduledFuture<?> deadline;

    /** True until the request that was taken last is here as a whole. */
    private boolean bodyOpen;

    private boolean lastCall;

    HttpConnection(HttpLimits limits, Consumer<Call> dispatch) {
        this.limits = limits;
        this.dispatch = dispatch;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        closeAfter(context, limits.head().toMillis());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        HttpObject part = (HttpObject) message;
        if (mustWait()) {
            hold(context, part);
        } else {
            take(context, part);
        }
    }

    /** True where what comes now belongs to a request after the one that is being answered. */
    private boolean mustWait() {
        return !lastCall && (!waiting.isEmpty() || (current != null && !bodyOpen));
    }

    private void hold(ChannelHandlerContext context, HttpObject part) {
        waiting.add(part);
        context.channel().config().setAutoRead(false);
        if (part instanceof HttpRequest && ++waitingRequests > WAITING_LIMIT) {
            context.close();
        }
    }

    /**
     * Takes over a message of the request that has its turn; what comes after the last is dropped.
     */
    private void take(ChannelHandlerContext context, HttpObject part) {
        try {
            if (part instanceof HttpRequest request && !lastCall) {
                bodyOpen = true;
                start(context, request);
            }
            if (part instanceof HttpContent content && bodyOpen) {
                taken(context, content);
            }
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    private void taken(ChannelHandlerContext context, HttpContent content) {
        if (content.decoderResult().isFailure() && !(content instanceof HttpRequest)) {
            // It cannot be read on, which is no end: the body is not whole. A head is answered.
            context.close();
            return;
        }
        RequestBody to = body;
        if (to != null) {
            to.offer(content.content().retain());
        }
        if (content instanceof LastHttpContent) {
            bodyOpen = false;
            if (to != null) {
                to.end();
            }
            if (lastCall && current == null) {
                context.close();
            }
        }
    }

    private void start(ChannelHandlerContext context, HttpRequest request) {
        stopClock();
        boolean broken = request.decoderResult().isFailure();
        boolean hasBody =
                HttpUtil.isTransferEncodingChunked(request)
                        || HttpUtil.getContentLength(request, 0L) != 0;
        boolean keepAlive = !broken && !hasBody && HttpUtil.isKeepAlive(request);
        lastCall = !keepAlive;
        body =
                hasBody && !broken
                        ? new RequestBody(context.channel(), limits.stall(), limits.form())
                        : null;
        Call call =
                new Call(
                        context.channel(),
                        request,
                        body,
                        limits.stall(),
                        keepAlive,
                        () -> done(context));
        current = call;
        dispatch.accept(call);
    }

    private void done(ChannelHandlerContext context) {
        current = null;
        dropBody();
        if (lastCall) {
            // A client in the middle of its body would see a reset instead of the answer.
            if (bodyOpen) {
                closeAfter(context, limits.linger().toMillis());
            } else {
                context.close();
            }
            return;
        }
        closeAfter(context, limits.idle().toMillis());
        takeWaiting(context);
    }

    private void takeWaiting(ChannelHandlerContext context) {
        if (waiting.isEmpty()) {
            return;
        }
        while (!waiting.isEmpty() && (current == null || bodyOpen || lastCall)) {
            HttpObject next = waiting.remove();
            if (next instanceof HttpRequest) {
                waitingRequests--;
            }
            take(context, next);
        }
        if (waiting.isEmpty()) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** True while no request is being answered. */
    boolean quiet() {
        return current == null;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (current != null) {
            current.wake();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopClock();
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        if (body != null) {
            body.left();
        }
        if (current != null) {
            current.left();
        } else {
            dropBody();
        }
    }

    private void dropBody() {
        if (body != null) {
            body.drop();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private void closeAfter(ChannelHandlerContext context, long millis) {
        stopClock();
        deadline =
                context.executor().schedule(() -> context.close(), millis, TimeUnit.MILLISECONDS);
    }

    private void stopClock() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
