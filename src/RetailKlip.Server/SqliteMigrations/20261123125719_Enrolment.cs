using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace RetailKlip.Server.SqliteMigrations
{
    /// <inheritdoc />
    public partial class Enrolment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "approved_at",
                table: "products",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "approved_by",
                table: "products",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "jobs",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    kind = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    picture_id = table.Column<long>(type: "INTEGER", nullable: true),
                    release_id = table.Column<long>(type: "INTEGER", nullable: true),
                    state = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    lease = table.Column<Guid>(type: "TEXT", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    worker = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    finished_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_jobs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "pictures",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    product_id = table.Column<long>(type: "INTEGER", nullable: false),
                    digest = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    content_type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    width = table.Column<int>(type: "INTEGER", nullable: false),
                    height = table.Column<int>(type: "INTEGER", nullable: false),
                    added_at = table.Column<long>(type: "INTEGER", nullable: false),
                    added_by = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    quality = table.Column<string>(type: "TEXT", nullable: true),
                    near_duplicate_of = table.Column<long>(type: "INTEGER", nullable: true),
                    is_approved = table.Column<bool>(type: "INTEGER", nullable: false)
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
                    first_product_id = table.Column<long>(type: "INTEGER", nullable: false),
                    second_product_id = table.Column<long>(type: "INTEGER", nullable: false),
                    first_picture_id = table.Column<long>(type: "INTEGER", nullable: false),
                    second_picture_id = table.Column<long>(type: "INTEGER", nullable: false),
                    similarity = table.Column<float>(type: "REAL", nullable: false)
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
                    picture_id = table.Column<long>(type: "INTEGER", nullable: false),
                    encoder_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    values = table.Column<byte[]>(type: "BLOB", nullable: false),
                    thumbnail = table.Column<byte[]>(type: "BLOB", nullable: false),
                    embedded_at = table.Column<long>(type: "INTEGER", nullable: false)
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
