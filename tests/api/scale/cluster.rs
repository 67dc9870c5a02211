//! A primary, a replica that streams from it, and a pooler before it; gone with the test.

use std::{
    path::PathBuf,
    process::{Child, Command},
    time::{Duration, Instant},
};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::support::postgres::{answers, free_port, keep};

const SCRIPT: &str = r#"
    initialise "$FOLDER/primary"
    serve() {
        "$PROGRAMS/postgres" -D "$1" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories="$FOLDER" \
            -c fsync=off -c max_connections=100 -c log_min_messages=fatal -c max_standby_streaming_delay=-1 < /dev/null &
    }
    serve "$FOLDER/primary" "$PRIMARY"
    primary=$!
    until "$PROGRAMS/pg_isready" -q -h 127.0.0.1 -p "$PRIMARY"; do sleep 0.05; done
    export PGPASSWORD=erfa
    "$PROGRAMS/pg_basebackup" -h 127.0.0.1 -p "$PRIMARY" -U erfa -D "$FOLDER/replica" -R -X stream -c fast --no-sync
    serve "$FOLDER/replica" "$REPLICA"
    replica=$!
    cat > "$FOLDER/pgbouncer.ini" << END
[databases]
* = host=127.0.0.1 port=$PRIMARY user=erfa password=erfa
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $POOLER
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
ignore_startup_parameters = extra_float_digits, options
END
    PATH="$PATH:/usr/sbin" pgbouncer -q "$FOLDER/pgbouncer.ini" < /dev/null &
    pooler=$!
    cat > /dev/null
    kill -TERM $pooler 2> /dev/null || true
    kill -INT $replica $primary 2> /dev/null || true
    wait $pooler $replica $primary 2> /dev/null || true
    rm -rf "$FOLDER"
"#;

pub struct Cluster {
    folder: PathBuf,
    primary: u16,
    replica: u16,
    pooler: u16,
    /// Its input ends with this; that ends them all.
    keeper: Child,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

impl Cluster {
    pub fn start() -> Self {
        let (primary, replica, pooler) = (free_port(), free_port(), free_port());
        let folder =
            std::env::temp_dir().join(format!("erfa-scale-{}-{primary}", std::process::id()));
        let environment = [
            ("FOLDER", folder.display().to_string()),
            ("PRIMARY", primary.to_string()),
            ("REPLICA", replica.to_string()),
            ("POOLER", pooler.to_string()),
        ];
        let cluster = Self {
            keeper: keep(SCRIPT, &environment),
            folder,
            primary,
            replica,
            pooler,
        };
        let begun = Instant::now();
        while !(answers(primary) && answers(replica) && answers(pooler)) {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "a primary, a replica and PgBouncer did not start within a minute: install the packages postgresql and pgbouncer"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        cluster
    }

    pub fn primary_url(&self) -> String {
        url(self.primary)
    }

    pub fn replica_url(&self) -> String {
        url(self.replica)
    }

    pub fn pooler_url(&self) -> String {
        url(self.pooler)
    }

    pub async fn replica(&self) -> DatabaseConnection {
        connect(self.replica_url()).await
    }

    /// The replica takes in nothing more, and goes on to answer.
    pub async fn pause(&self) {
        let replica = self.replica().await;
        run(&replica, "SELECT pg_wal_replay_pause()").await;
        // It is asked for, and happens a little later.
        while one::<String>(&replica, "SELECT pg_get_wal_replay_pause_state()").await != "paused" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn resume(&self) {
        run(&self.replica().await, "SELECT pg_wal_replay_resume()").await;
    }

    /// Ends the replica at once, as a machine that fails does.
    pub fn kill_replica(&self) {
        let file = self.folder.join("replica/postmaster.pid");
        let pid = std::fs::read_to_string(file).expect("it runs");
        let pid = pid.lines().next().expect("its number").to_owned();
        let sent = Command::new("kill").args(["-QUIT", &pid]).status();
        assert!(sent.expect("kill runs").success());
    }
}

fn url(port: u16) -> String {
    format!("postgres://erfa:erfa@127.0.0.1:{port}/postgres")
}

async fn connect(url: String) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    Database::connect(options).await.expect("it answers")
}

pub async fn run(connection: &DatabaseConnection, sql: &str) {
    connection.execute_unprepared(sql).await.expect("it runs");
}

/// What a statement answers with.
#[expect(clippy::disallowed_methods, reason = "tests look behind the doors")]
pub async fn one<T: sea_orm::TryGetable>(connection: &DatabaseConnection, sql: &str) -> T {
    let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let row = connection.query_one_raw(statement).await.expect("it runs");
    let row = row.expect("a row");
    row.try_get_by_index(0).expect("a value")
}
