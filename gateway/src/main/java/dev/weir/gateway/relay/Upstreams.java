package dev.weir.gateway.relay;

import dev.weir.core.access.Origin;
import dev.weir.core.access.Provider;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/**
 * One event loop's connections to providers: unused ones by origin, newest first, and the making of
 * new ones. Taking one from here costs a map look-up. The number is bounded by the number of
 * exchanges under way: a call that wants a fresh connection gives up the oldest unused one for it.
 */
final class Upstreams {

    /**
     * What connections are shared by: the same origin, guarded alike, offered the same protocols.
     */
    private record Key(boolean tls, String host, int port, boolean guarded, boolean http2) {}

    private final Loop loop;
    private final Dialer dialer;
    private final Map<Key, Deque<UpstreamConnection>> idle = new HashMap<>();
    private final Map<Key, UpstreamHttp2> shared = new HashMap<>();

    Upstreams(Loop loop, Dialer dialer) {
        this.loop = loop;
        this.dialer = dialer;
    }

    /** A connection that is being made; abandoning it means that nobody waits for it any more. */
    static final class Pending {
        private @Nullable Call call;

        Pending(Call call) {
            this.call = call;
        }

        void abandon() {
            call = null;
        }
    }

    /**
     * Finds or makes a connection and tells the call, perhaps before this returns.
     *
     * @param guarded true where only public addresses may be dialled
     * @param fresh true where a pooled connection will not do
     * @return what to abandon, or null where the call was told already
     */
    @Nullable Pending connect(Provider provider, boolean guarded, boolean fresh, Call call) {
        Origin origin = provider.base();
        Key key = new Key(origin.tls(), origin.host(), origin.port(), guarded, provider.http2());
        UpstreamHttp2 multiplexed = shared.get(key);
        if (multiplexed != null && !fresh && multiplexed.isUsable()) {
            Pending pending = new Pending(call);
            multiplexed.open(stream -> opened(pending, stream), fault -> failed(pending, fault));
            return pending;
        }
        Deque<UpstreamConnection> connections = idle.get(key);
        while (connections != null && !fresh && !connections.isEmpty()) {
            UpstreamConnection connection = connections.removeFirst();
            if (connection.takeFromPool(call)) {
                call.onConnected(connection);
                return null;
            }
        }
        if (connections != null && !connections.isEmpty()) {
            connections.removeLast().discard();
        }
        Pending pending = new Pending(call);
        long deadline = System.nanoTime() + loop.options.timeouts().connect().toNanos();
        Opening opening = new Opening(key, origin, deadline, pending);
        dialer.dial(origin, guarded, deadline, loop.executor, opening, opening);
        return pending;
    }

    private void opened(Pending pending, UpstreamSide side) {
        Call call = pending.call;
        if (call == null) {
            side.cancel();
        } else {
            ((UpstreamStream) side).serve(call);
            call.onConnected(side);
        }
    }

    private static void failed(Pending pending, UpstreamFault fault) {
        Call call = pending.call;
        if (call != null) {
            pending.abandon();
            call.onConnectFailed(fault);
        }
    }

    /** Closes what has been unused for too long. */
    void sweep(long now) {
        long limit = loop.options.timeouts().upstreamKeepAlive().toNanos();
        for (Iterator<Deque<UpstreamConnection>> each = idle.values().iterator();
                each.hasNext(); ) {
            Deque<UpstreamConnection> connections = each.next();
            while (!connections.isEmpty() && now - connections.getLast().idleSince() > limit) {
                connections.removeLast().discard();
            }
            if (connections.isEmpty()) {
                each.remove();
            }
        }
        shared.values().removeIf(connection -> connection.closeIfIdle(now, limit));
    }

    /** Closes everything that is not in use. */
    void close() {
        idle.values().forEach(connections -> connections.forEach(UpstreamConnection::discard));
        idle.clear();
        shared.values().forEach(UpstreamHttp2::discard);
        shared.clear();
    }

    /**
     * A connection between TCP's word that it is there and its first use: TLS, and the choice of a
     * protocol.
     */
    private final class Opening extends ChannelInboundHandlerAdapter implements Dialer.Listener {

        private final Key key;
        private final Origin origin;
        private final long deadline;
        private final Pending pending;
        private boolean over;

        Opening(Key key, Origin origin, long deadline, Pending pending) {
            this.key = key;
            this.origin = origin;
            this.deadline = deadline;
            this.pending = pending;
        }

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void connected(Channel channel) {
            if (!key.tls()) {
                ready(channel, key.http2(), null);
                return;
            }
            SslHandler tls = loop.tls.toUpstream(channel.alloc(), origin, key.http2());
            tls.setHandshakeTimeoutMillis(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            channel.pipeline().addFirst(tls);
        }

        @Override
        public void failed(UpstreamFault fault) {
            Upstreams.failed(pending, fault);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && !over) {
                SslHandler tls = context.pipeline().get(SslHandler.class);
                if (handshake.isSuccess()) {
                    boolean http2 =
                            ApplicationProtocolNames.HTTP_2.equals(tls.applicationProtocol());
                    ready(context.channel(), http2, tls.engine().getSession().getProtocol());
                } else {
                    over = true;
                    context.close();
                    Upstreams.failed(pending, Faults.ofHandshake(handshake.cause(), origin));
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!over) {
                over = true;
                Upstreams.failed(
                        pending,
                        new UpstreamFault(
                                UpstreamFault.Kind.CONNECT,
                                "'" + origin.root() + "' closed the connection at once"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A failed handshake is told by its own event, everything else by the end of the
            // channel.
            context.close();
        }

        private void ready(Channel channel, boolean http2, @Nullable String tls) {
            over = true;
            if (http2) {
                UpstreamHttp2 connection = new UpstreamHttp2(loop, channel, origin, tls, this);
                UpstreamHttp2 before = shared.put(key, connection);
                if (before != null) {
                    before.retire();
                }
                connection.open(
                        stream -> opened(pending, stream),
                        fault -> Upstreams.failed(pending, fault));
                return;
            }
            UpstreamConnection connection = new UpstreamConnection(loop, channel, tls, this::back);
            channel.pipeline().addLast(connection);
            channel.pipeline().remove(this);
            Call call = pending.call;
            if (call == null) {
                connection.discard();
            } else {
                connection.serve(call);
                call.onConnected(connection);
            }
        }

        private void back(UpstreamConnection connection) {
            idle.computeIfAbsent(key, _ -> new ArrayDeque<>()).addFirst(connection);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf early && early.isReadable()) {
                loop.metrics.desync.increment();
                context.close();
            }
            ReferenceCountUtil.release(message);
        }
    }
}
