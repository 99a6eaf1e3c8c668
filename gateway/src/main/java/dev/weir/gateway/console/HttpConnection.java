package dev.weir.gateway.console;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
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
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final int WAITING_LIMIT = 64;

    private final HttpLimits limits;
    private final Consumer<Call> dispatch;
    private final Deque<HttpRequest> waiting = new ArrayDeque<>();

    private @Nullable Call current;
    private @Nullable RequestBody body;
    private @Nullable ScheduledFuture<?> deadline;
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
        try {
            if (message instanceof HttpRequest request && !lastCall) {
                if (waiting.size() == WAITING_LIMIT) {
                    context.close();
                } else if (current != null) {
                    waiting.add(request);
                } else {
                    start(context, request, false);
                }
            }
            if (message instanceof HttpRequest) {
                bodyOpen = true;
            }
            if (message instanceof HttpContent content && body != null && lastCall) {
                body.offer(content.content().retain());
            }
            if (message instanceof LastHttpContent) {
                bodyOpen = false;
                if (body != null) {
                    body.end();
                }
                if (lastCall && current == null) {
                    context.close();
                }
            }
        } finally {
            if (message instanceof HttpContent) {
                ReferenceCountUtil.release(message);
            }
        }
    }

    /**
     * @param waited true where it came while another was being answered
     */
    private void start(ChannelHandlerContext context, HttpRequest request, boolean waited) {
        stopClock();
        boolean broken = request.decoderResult().isFailure();
        boolean hasBody =
                HttpUtil.isTransferEncodingChunked(request)
                        || HttpUtil.getContentLength(request, 0L) != 0;
        boolean keepAlive = !broken && !hasBody && HttpUtil.isKeepAlive(request);
        lastCall = !keepAlive;
        // One that waited behind another has lost its body already.
        boolean whole = hasBody && !broken && !waited;
        body = whole ? new RequestBody(context.channel(), limits.stall(), limits.form()) : null;
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
        HttpRequest next = waiting.poll();
        if (next == null) {
            closeAfter(context, limits.idle().toMillis());
        } else {
            start(context, next, true);
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
