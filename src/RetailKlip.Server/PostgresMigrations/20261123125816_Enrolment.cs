using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace RetailKlip.Server.PostgresMigrations
{
    /// <inheritdoc />
    public partial class Enrolment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "approved_at",
                table: "products",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "approved_by",
                table: "products",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true,
                collation: "C");

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    kind = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false, collation: "C"),
                    picture_id = table.Column<long>(type: "bigint", nullable: true),
                    release_id = table.Column<long>(type: "bigint", nullable: true),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    lease = table.Column<Guid>(type: "uuid", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    worker = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true, collation: "C"),
                    reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "pictures",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    product_id = table.Column<long>(type: "bigint", nullable: false),
                    digest = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    content_type = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false, collation: "C"),
                    width = table.Column<int>(type: "integer", nullable: false),
                    height = table.Column<int>(type: "integer", nullable: false),
                    added_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    added_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    state = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    quality = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    near_duplicate_of = table.Column<long>(type: "bigint", nullable: true),
                    is_approved = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pictures", x => x.id);
                    table.ForeignKey(
                        name: "FK_pictures_pictures_near_duplicate_of",
                        column: x => x.near_duplicate_of,
                        principalTable: "pictures",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                    table.ForeignKey(
                        name: "FK_pictures_products_product_id",
                        column: x => x.product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "look_alikes",
                columns: table => new
                {
                    first_product_id = table.Column<long>(type: "bigint", nullable: false),
                    second_product_id = table.Column<long>(type: "bigint", nullable: false),
                    first_picture_id = table.Column<long>(type: "bigint", nullable: false),
                    second_picture_id = table.Column<long>(type: "bigint", nullable: false),
                    similarity = table.Column<float>(type: "real", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_look_alikes", x => new { x.first_product_id, x.second_product_id });
                    table.ForeignKey(
                        name: "FK_look_alikes_pictures_first_picture_id",
                        column: x => x.first_picture_id,
                        principalTable: "pictures",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_look_alikes_pictures_second_picture_id",
                        column: x => x.second_picture_id,
                        principalTable: "pictures",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_look_alikes_products_first_product_id",
                        column: x => x.first_product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_look_alikes_products_second_product_id",
                        column: x => x.second_product_id,
                        principalTable: "products",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "picture_embeddings",
                columns: table => new
                {
                    picture_id = table.Column<long>(type: "bigint", nullable: false),
                    encoder_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    values = table.Column<byte[]>(type: "bytea", nullable: false),
                    thumbnail = table.Column<byte[]>(type: "bytea", nullable: false),
                    embedded_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_picture_embeddings", x => x.picture_id);
                    table.ForeignKey(
                        name: "FK_picture_embeddings_pictures_picture_id",
                        column: x => x.picture_id,
                        principalTable: "pictures",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_jobs_picture_id",
                table: "jobs",
                column: "picture_id");

            migrationBuilder.CreateIndex(
                name: "IX_jobs_state_kind_due_at",
                table: "jobs",
                columns: new[] { "state", "kind", "due_at" });

            migrationBuilder.CreateIndex(
                name: "IX_look_alikes_first_picture_id",
                table: "look_alikes",
                column: "first_picture_id");

            migrationBuilder.CreateIndex(
                name: "IX_look_alikes_second_picture_id",
                table: "look_alikes",
                column: "second_picture_id");

            migrationBuilder.CreateIndex(
                name: "IX_look_alikes_second_product_id",
                table: "look_alikes",
                column: "second_product_id");

            migrationBuilder.CreateIndex(
                name: "IX_picture_embeddings_encoder_id",
                table: "picture_embeddings",
                column: "encoder_id");

            migrationBuilder.CreateIndex(
                name: "IX_pictures_digest",
                table: "pictures",
                column: "digest");

            migrationBuilder.CreateIndex(
                name: "IX_pictures_near_duplicate_of",
                table: "pictures",
                column: "near_duplicate_of");

            migrationBuilder.CreateIndex(
                name: "IX_pictures_product_id_digest",
                table: "pictures",
                columns: new[] { "product_id", "digest" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_pictures_state",
                table: "pictures",
                column: "state");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "jobs");

            migrationBuilder.DropTable(
                name: "look_alikes");

            migrationBuilder.DropTable(
                name: "picture_embeddings");

            migrationBuilder.DropTable(
                name: "pictures");

            migrationBuilder.DropColumn(
                name: "approved_at",
                table: "products");

            migrationBuilder.DropColumn(
                name: "approved_by",
                table: "products");
        }
    }
}
