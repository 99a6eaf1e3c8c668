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
 * One client connection: takes requests, one at a time, in order. All on the event loop. A request
 * body is of no use here; it is read and dropped, and the connection ends after the answer.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final int WAITING_LIMIT = 64;

    private final HttpLimits limits;
    private final Consumer<Call> dispatch;
    private final Deque<HttpRequest> waiting = new ArrayDeque<>();

    private @Nullable Call current;
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
                    start(context, request);
                }
            }
            if (message instanceof HttpRequest) {
                bodyOpen = true;
            }
            if (message instanceof LastHttpContent) {
                bodyOpen = false;
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

    private void start(ChannelHandlerContext context, HttpRequest request) {
        stopClock();
        boolean broken = request.decoderResult().isFailure();
        boolean body =
                HttpUtil.isTransferEncodingChunked(request)
                        || HttpUtil.getContentLength(request, 0L) != 0;
        boolean keepAlive = !broken && !body && HttpUtil.isKeepAlive(request);
        lastCall = !keepAlive;
        Call call =
                new Call(
                        context.channel(), request, limits.stall(), keepAlive, () -> done(context));
        current = call;
        dispatch.accept(call);
    }

    private void done(ChannelHandlerContext context) {
        current = null;
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
            start(context, next);
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
        if (current != null) {
            current.left();
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
