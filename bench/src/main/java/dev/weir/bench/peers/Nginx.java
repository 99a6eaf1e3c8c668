package dev.weir.bench.peers;

import dev.weir.bench.load.Target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The yardstick: nginx as a plain reverse proxy that streams and keeps connections open. */
public final class Nginx implements Peer {
    private final ChildProcess process;
    private final int port;

    private Nginx(ChildProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The program on the path or at its usual place, if it is installed. */
    public static Optional<Path> find() {
        Stream<String> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"));
        return Stream.concat(path, Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it in front of the provider.
     *
     * @param workers as many as the other proxies have threads for connections
     */
    public static Nginx start(Path program, Path directory, int providerPort, int workers)
            throws IOException {
        Path home = Files.createDirectories(directory.resolve("nginx"));
        int port = Loopback.freePort();
        Path file =
                Files.writeString(
                        home.resolve("nginx.conf"),
                        configuration(home, port, providerPort, workers));
        ChildProcess process =
                ChildProcess.start(
                        "nginx",
                        directory,
                        Map.of(),
                        false,
                        List.of(program.toString(), "-p", home.toString(), "-c", file.toString()));
        Loopback.awaitListener(port, process, Duration.ofSeconds(10));
        return new Nginx(process, port);
    }

    static String configuration(Path home, int port, int providerPort, int workers) {
        // Started by root it would change to a user that cannot write into our directory.
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        return """
        daemon off;
        %s
        worker_processes %d;
        pid %s/nginx.pid;
        error_log stderr error;
        events { worker_connections 19900; }
        http {
          access_log off;
          client_body_temp_path %s/body;
          proxy_temp_path %s/proxy;
          fastcgi_temp_path %s/fastcgi;
          uwsgi_temp_path %s/uwsgi;
          scgi_temp_path %s/scgi;
          client_max_body_size 0;
          keepalive_requests 1000000000;
          keepalive_timeout 3600s;
          upstream provider {
            server 127.0.0.1:%d;
            keepalive 1024;
            keepalive_requests 1000000000;
            keepalive_timeout 3600s;
          }
          server {
            listen 127.0.0.1:%d backlog=4096;
            location / {
              proxy_pass http://provider;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_buffering off;
              proxy_request_buffering off;
              proxy_read_timeout 3600s;
              proxy_send_timeout 3600s;
            }
          }
        }
        """
                .formatted(user, workers, home, home, home, home, home, home, providerPort, port);
    }

    /** Its version, like {@code nginx/1.22.1}. */
    public static String version(Path program, Path directory) throws IOException {
        try (ChildProcess child =
                ChildProcess.start(
                        "nginx-version",
                        directory,
                        Map.of(),
                        false,
                        List.of(program.toString(), "-v"))) {
            child.await(10);
            String said = Files.readString(directory.resolve("nginx-version.log"));
            return said.substring(said.lastIndexOf(' ') + 1).strip();
        }
    }

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public Target target() {
        return new Target(Loopback.at(port), "");
    }

    @Override
    public Usage usage() {
        return process.usageOfTree();
    }

    @Override
    public void close() {
        process.close();
    }
}
