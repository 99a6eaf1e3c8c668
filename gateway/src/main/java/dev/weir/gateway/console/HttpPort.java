package dev.weir.gateway.console;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Listens, and makes a {@link Call} of every request. One event-loop thread serves all. */
final class HttpPort implements AutoCloseable {

    private static final int LOW_WATER = 64 * 1024;
    private static final int HIGH_WATER = 256 * 1024;

    private final EventLoopGroup loop;
    private final Channel listener;
    private final Map<Channel, HttpConnection> open = new ConcurrentHashMap<>();

    /** Takes each request; set before the first connection is accepted. */
    private volatile Consumer<Call> dispatch = Call::abort;

    /**
     * Takes the address. Clients can connect from now on, and are served once {@link #open} is
     * called.
     *
     * @throws IOException where the address cannot be had; the message names it
     */
    HttpPort(InetSocketAddress address, HttpLimits limits) throws IOException {
        loop =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("weir-console-io", true),
                        NioIoHandler.newFactory());
        var bound =
                new ServerBootstrap()
                        .group(loop)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.SO_BACKLOG, 256)
                        .option(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(LOW_WATER, HIGH_WATER))
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        admit(channel, limits);
                                    }
                                })
                        .bind(address)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(
                    "the console cannot listen on " + address + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        listener = bound.channel();
    }

    private void admit(SocketChannel channel, HttpLimits limits) {
        if (open.size() >= limits.connections()) {
            channel.close();
            return;
        }
        HttpConnection connection = new HttpConnection(limits, dispatch);
        open.put(channel, connection);
        channel.closeFuture().addListener(closed -> open.remove(channel));
        channel.pipeline()
                .addLast(
                        new HttpServerCodec(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(HttpLimits.REQUEST_LINE)
                                        .setMaxHeaderSize(HttpLimits.HEAD)))
                .addLast(connection);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Serves.
     *
     * @param handler takes each request, on the event loop; must not block
     */
    void open(Consumer<Call> handler) {
        dispatch = handler;
        listener.config().setAutoRead(true);
    }

    /** Takes no new connection, and waits until every request is answered or the time is over. */
    void drain(Duration atMost) throws InterruptedException {
        listener.close().awaitUninterruptibly();
        long end = System.nanoTime() + atMost.toNanos();
        while (!open.isEmpty() && System.nanoTime() < end) {
            loop.execute(() -> open.forEach(HttpPort::closeIfQuiet));
            Thread.sleep(5);
        }
    }

    private static void closeIfQuiet(Channel channel, HttpConnection connection) {
        if (connection.quiet()) {
            channel.close();
        }
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        open.keySet().forEach(Channel::close);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
