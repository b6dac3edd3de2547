using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace RetailKlip.Server.PostgresMigrations
{
    /// <inheritdoc />
    public partial class Fleet : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "restores",
                table: "releases",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "bucket",
                table: "kiosks",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "cloned_at",
                table: "kiosks",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "gallery",
                table: "kiosks",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "health",
                table: "kiosks",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "instances",
                table: "kiosks",
                type: "character varying(264)",
                maxLength: 264,
                nullable: false,
                defaultValue: "",
                collation: "C");

            migrationBuilder.AddColumn<long>(
                name: "release",
                table: "kiosks",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "report",
                table: "kiosks",
                type: "text",
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "seen_at",
                table: "kiosks",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "kiosk_commands",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kiosk_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false, collation: "C"),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    asked_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done = table.Column<bool>(type: "boolean", nullable: true),
                    detail = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kiosk_commands", x => x.id);
                    table.ForeignKey(
                        name: "FK_kiosk_commands_kiosks_kiosk_id",
                        column: x => x.kiosk_id,
                        principalTable: "kiosks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "kiosk_hours",
                columns: table => new
                {
                    kiosk_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hour = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    gallery = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    release = table.Column<long>(type: "bigint", nullable: false),
                    beats = table.Column<long>(type: "bigint", nullable: false),
                    accepted = table.Column<long>(type: "bigint", nullable: false),
                    ambiguous = table.Column<long>(type: "bigint", nullable: false),
                    unknown = table.Column<long>(type: "bigint", nullable: false),
                    overridden = table.Column<long>(type: "bigint", nullable: false),
                    crashes = table.Column<long>(type: "bigint", nullable: false),
                    latency = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kiosk_hours", x => new { x.kiosk_id, x.hour, x.gallery, x.release });
                    table.ForeignKey(
                        name: "FK_kiosk_hours_kiosks_kiosk_id",
                        column: x => x.kiosk_id,
                        principalTable: "kiosks",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "release_versions",
                columns: table => new
                {
                    gallery = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    release_id = table.Column<long>(type: "bigint", nullable: false),
                    content_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_release_versions", x => new { x.gallery, x.version });
                    table.ForeignKey(
                        name: "FK_release_versions_releases_release_id",
                        column: x => x.release_id,
                        principalTable: "releases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "rollouts",
                columns: table => new
                {
                    release_id = table.Column<long>(type: "bigint", nullable: false),
                    stage = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    canary_kiosks = table.Column<string>(type: "character varying(7400)", maxLength: 7400, nullable: false, collation: "C"),
                    canary_stores = table.Column<string>(type: "character varying(13000)", maxLength: 13000, nullable: false, collation: "C"),
                    percent = table.Column<int>(type: "integer", nullable: false),
                    soak_minutes = table.Column<int>(type: "integer", nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    stage_since = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    halted_in = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true, collation: "C"),
                    revision = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rollouts", x => x.release_id);
                    table.ForeignKey(
                        name: "FK_rollouts_releases_release_id",
                        column: x => x.release_id,
                        principalTable: "releases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "store_pins",
                columns: table => new
                {
                    store = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    gallery = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    pinned_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    pinned_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_store_pins", x => x.store);
                });

            migrationBuilder.CreateIndex(
                name: "IX_releases_restores",
                table: "releases",
                column: "restores");

            migrationBuilder.CreateIndex(
                name: "IX_kiosk_commands_kiosk_id_finished_at",
                table: "kiosk_commands",
                columns: new[] { "kiosk_id", "finished_at" });

            migrationBuilder.CreateIndex(
                name: "IX_kiosk_hours_hour",
                table: "kiosk_hours",
                column: "hour");

            migrationBuilder.CreateIndex(
                name: "IX_release_versions_release_id",
                table: "release_versions",
                column: "release_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "kiosk_commands");

            migrationBuilder.DropTable(
                name: "kiosk_hours");

            migrationBuilder.DropTable(
                name: "release_versions");

            migrationBuilder.DropTable(
                name: "rollouts");

            migrationBuilder.DropTable(
                name: "store_pins");

            migrationBuilder.DropIndex(
                name: "IX_releases_restores",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "restores",
                table: "releases");

            migrationBuilder.DropColumn(
                name: "bucket",
                table: "kiosks");

            migrationBuilder.DropColumn(
                name: "cloned_at",
                table: "kiosks");

            migrationBuilder.DropColumn(
                name: "gallery",
                table: "kiosks");

            migrationBuilder.DropColumn(
                name: "health",
                table: "kiosks");

            migrationBuilder.DropColumn(
                name: "instances",
                table: "kiosks");

            migrationBuilder.DropColumn(
                name: "release",
                table: "kiosks");

            migrationBuilder.DropColumn(
                name: "report",
                table: "kiosks");

            migrationBuilder.DropColumn(
                name: "seen_at",
                table: "kiosks");
        }
    }
}
