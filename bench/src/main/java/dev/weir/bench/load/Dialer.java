package dev.weir.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;

/** Opens connections on one event loop, from several loopback addresses in turn. */
final class Dialer {
    /** Source addresses, so that no pair of addresses runs out of ports. */
    private static final int SOURCES = 8;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private int next;

    Dialer(EventLoop loop, boolean epoll) {
        this.loop = loop;
        this.bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000);
        if (epoll) {
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
    }

    EventLoop loop() {
        return loop;
    }

    /** Opens a connection and tells, on the loop, whether it is open. */
    void dial(Target target, Requests requests, BiConsumer<Connection, Boolean> then) {
        Connection connection = new Connection(requests);
        InetSocketAddress source =
                new InetSocketAddress(
                        InetAddress.ofLiteral("127.0.0." + (1 + next++ % SOURCES)), 0);
        bootstrap
                .clone()
                .handler(connection)
                .connect(target.address(), source)
                .addListener(future -> then.accept(connection, future.isSuccess()));
    }
}
