package dev.weir.gateway.relay;

import dev.weir.core.access.AddressGuard;
import dev.weir.core.access.Origin;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.NetUtil;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections. The guard sits here: where a caller chose the host, every resolved address is
 * checked, and the very address that was checked is dialled. Names are resolved on virtual threads,
 * never on an event loop.
 */
final class Dialer {

    /** Turns a name into addresses; may block. */
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** Who is told how it went, on the event loop. */
    interface Listener {
        void connected(Channel channel);

        void failed(UpstreamFault fault);
    }

    private final Class<? extends SocketChannel> channelType;
    private final Resolver resolver;

    Dialer(Class<? extends SocketChannel> channelType, Resolver resolver) {
        this.channelType = channelType;
        this.resolver = resolver;
    }

    /**
     * Connects, trying every address in turn.
     *
     * @param guarded true where only public addresses may be dialled
     * @param deadlineNanos when to give up, by {@link System#nanoTime}
     */
    void dial(
            Origin origin,
            boolean guarded,
            long deadlineNanos,
            EventLoop loop,
            ChannelHandler first,
            Listener listener) {
        Attempt attempt = new Attempt(origin, deadlineNanos, loop, first, listener);
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(origin.host());
        if (literal != null) {
            try {
                attempt.tryAll(new InetAddress[] {InetAddress.getByAddress(literal)}, guarded);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of " + literal.length + " octets", e);
            }
            return;
        }
        Thread.ofVirtual()
                .name("weir-resolve")
                .start(
                        () -> {
                            try {
                                InetAddress[] addresses = resolver.resolve(origin.host());
                                loop.execute(() -> attempt.tryAll(addresses, guarded));
                            } catch (UnknownHostException e) {
                                loop.execute(
                                        () ->
                                                listener.failed(
                                                        new UpstreamFault(
                                                                UpstreamFault.Kind.RESOLVE,
                                                                "the host name '"
                                                                        + origin.host()
                                                                        + "' cannot be resolved")));
                            }
                        });
    }

    private final class Attempt {

        private final Origin origin;
        private final long deadline;
        private final EventLoop loop;
        private final ChannelHandler first;
        private final Listener listener;
        private List<InetAddress> left = List.of();

        Attempt(
                Origin origin,
                long deadline,
                EventLoop loop,
                ChannelHandler first,
                Listener listener) {
            this.origin = origin;
            this.deadline = deadline;
            this.loop = loop;
            this.first = first;
            this.listener = listener;
        }

        void tryAll(InetAddress[] addresses, boolean guarded) {
            left = new ArrayList<>(Arrays.asList(addresses));
            if (guarded
                    && !left.stream()
                            .allMatch(address -> AddressGuard.isPublic(address.getAddress()))) {
                listener.failed(
                        new UpstreamFault(
                                UpstreamFault.Kind.FORBIDDEN,
                                "the host '"
                                        + origin.host()
                                        + "' resolves to an address that is not public"));
                return;
            }
            tryNext(null);
        }

        private void tryNext(@Nullable Throwable last) {
            long remaining = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (remaining <= 0) {
                listener.failed(
                        new UpstreamFault(
                                UpstreamFault.Kind.CONNECT_TIMEOUT,
                                "no connection to '" + origin.root() + "' in time"));
                return;
            }
            if (left.isEmpty()) {
                listener.failed(fault(last));
                return;
            }
            InetSocketAddress address = new InetSocketAddress(left.removeFirst(), origin.port());
            int timeout = (int) Math.max(1, remaining / (left.size() + 1));
            ChannelFuture connecting =
                    new Bootstrap()
                            .group(loop)
                            .channel(channelType)
                            .option(ChannelOption.TCP_NODELAY, true)
                            .option(ChannelOption.AUTO_CLOSE, false)
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeout)
                            .option(
                                    ChannelOption.WRITE_BUFFER_WATER_MARK,
                                    new WriteBufferWaterMark(64 << 10, 256 << 10))
                            .handler(first)
                            .connect(address);
            connecting.addListener(
                    (ChannelFutureListener)
                            done -> {
                                if (done.isSuccess()) {
                                    listener.connected(done.channel());
                                } else {
                                    tryNext(done.cause());
                                }
                            });
        }

        private UpstreamFault fault(@Nullable Throwable cause) {
            boolean timeout = cause instanceof io.netty.channel.ConnectTimeoutException;
            return timeout
                    ? new UpstreamFault(
                            UpstreamFault.Kind.CONNECT_TIMEOUT,
                            "no connection to '" + origin.root() + "' in time")
                    : new UpstreamFault(
                            UpstreamFault.Kind.CONNECT,
                            "'" + origin.root() + "' cannot be reached: connection failed");
        }
    }
}
