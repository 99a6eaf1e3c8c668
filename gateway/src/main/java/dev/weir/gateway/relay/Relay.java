package dev.weir.gateway.relay;

import dev.weir.core.access.Doors;
import dev.weir.core.capture.Recorder;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.EventExecutor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The proxy port: listens, hands connections to event loops, and stops in order. */
public final class Relay implements AutoCloseable {

    private final RelayOptions options;
    private final MultiThreadIoEventLoopGroup group;
    private final Channel server;
    private final Map<EventExecutor, Loop> loops;
    private final Drain drain;
    private final RelayMetrics metrics;

    private Relay(
            RelayOptions options,
            MultiThreadIoEventLoopGroup group,
            Channel server,
            Map<EventExecutor, Loop> loops,
            Drain drain,
            RelayMetrics metrics) {
        this.options = options;
        this.group = group;
        this.server = server;
        this.loops = loops;
        this.drain = drain;
        this.metrics = metrics;
    }

    /**
     * Starts to listen.
     *
     * @param options how to behave
     * @param doors which provider a request is for
     * @param recorders makes the recorder of an event loop; the argument runs tasks on that loop
     * @param clocks time
     * @param registry where to count
     * @throws IOException where the port cannot be had or TLS cannot be set up
     */
    public static Relay start(
            RelayOptions options,
            Doors doors,
            Function<Executor, Recorder> recorders,
            Clocks clocks,
            MeterRegistry registry)
            throws IOException {
        return start(options, doors, Access.open(), recorders, clocks, registry);
    }

    /** The same where callers are let in by rules. */
    public static Relay start(
            RelayOptions options,
            Doors doors,
            Access access,
            Function<Executor, Recorder> recorders,
            Clocks clocks,
            MeterRegistry registry)
            throws IOException {
        return start(
                options, doors, access, recorders, clocks, registry, HeapPressure.ofThisProcess());
    }

    /** The same with another gauge of memory. */
    static Relay start(
            RelayOptions options,
            Doors doors,
            Access access,
            Function<Executor, Recorder> recorders,
            Clocks clocks,
            MeterRegistry registry,
            HeapPressure heap)
            throws IOException {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> serverType =
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        Class<? extends SocketChannel> channelType =
                epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        RelayTls tls = new RelayTls(options);
        RelayMetrics metrics = new RelayMetrics(registry);
        Drain drain = new Drain();
        Dialer dialer = new Dialer(channelType, InetAddress::getAllByName);
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        options.loops(),
                        Thread.ofPlatform().name("weir-loop-", 0).daemon().factory(),
                        io);
        Map<EventExecutor, Loop> loops = new HashMap<>();
        Accept accept = new Accept(options, loops, tls, metrics);
        ChannelFuture bound =
                new ServerBootstrap()
                        .group(group)
                        .channel(serverType)
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .option(ChannelOption.AUTO_READ, false)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(32 << 10, 128 << 10))
                        .childHandler(accept)
                        .bind(options.listen())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "cannot listen on "
                            + Addresses.text(options.listen())
                            + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        HostRules hosts =
                new HostRules(
                        (InetSocketAddress) bound.channel().localAddress(),
                        options.allowedHosts(),
                        tls.onServer());
        SecureRandom random = new SecureRandom();
        Cooling cooling = new Cooling();
        HeldBytes held = new HeldBytes(access.heldBytes());
        BodyReaders readers = new BodyReaders();
        metrics.watch(cooling, held);
        for (EventExecutor executor : group) {
            java.util.SplittableRandom chance = new java.util.SplittableRandom(random.nextLong());
            Loop loop =
                    new Loop(
                            (EventLoop) executor,
                            options,
                            doors,
                            clocks,
                            metrics,
                            recorders.apply(executor),
                            dialer,
                            tls,
                            drain,
                            hosts,
                            heap,
                            new Gate(access, clocks, chance, cooling, held, readers),
                            chance);
            loops.put(executor, loop);
        }
        bound.channel().config().setAutoRead(true);
        return new Relay(options, group, bound.channel(), loops, drain, metrics);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.localAddress();
    }

    /** True once it takes no new requests. */
    public boolean isDraining() {
        return drain.isStarted();
    }

    /**
     * Stops: no new connections, no new requests, and what runs may go on for the drain time.
     * Returns when every exchange is closed.
     */
    @Override
    public void close() {
        drain.start();
        server.close().awaitUninterruptibly();
        await(options.timeouts().drain());
        drain.finish();
        await(Duration.ofSeconds(2));
        List<Loop> all = new ArrayList<>(loops.values());
        for (Loop loop : all) {
            loop.executor.submit(loop.upstreams::close).awaitUninterruptibly();
        }
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private void await(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (metrics.inFlight.get() > 0 && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** A new client connection. */
    private static final class Accept extends ChannelInitializer<Channel> {

        private final RelayOptions options;
        private final Map<EventExecutor, Loop> loops;
        private final RelayTls tls;
        private final RelayMetrics metrics;
        private final BrowserGreeting greeting;

        Accept(
                RelayOptions options,
                Map<EventExecutor, Loop> loops,
                RelayTls tls,
                RelayMetrics metrics) {
            this.options = options;
            this.loops = loops;
            this.tls = tls;
            this.metrics = metrics;
            this.greeting = new BrowserGreeting(options.consoleUrl());
        }

        @Override
        protected void initChannel(Channel channel) {
            Loop loop = loops.get(channel.eventLoop());
            if (loop == null || metrics.connections.get() >= options.limits().connections()) {
                channel.close();
                return;
            }
            metrics.connections.incrementAndGet();
            channel.closeFuture().addListener(closed -> metrics.connections.decrementAndGet());
            if (tls.onServer()) {
                channel.pipeline().addLast("tls", tls.toClient(channel.alloc()));
            }
            channel.pipeline().addLast(new ProtocolChoice(loop, tls.onServer(), greeting));
        }
    }
}
