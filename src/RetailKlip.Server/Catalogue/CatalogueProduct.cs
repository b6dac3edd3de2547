using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>A product as the database keeps it.</summary>
internal sealed class CatalogueProduct
{
    public long Id { get; init; }

    public string Sku { get; init; } = "";

    /// <summary>New with every change, so that nobody overwrites what he has not seen.</summary>
    public Guid Revision { get; private set; }

    /// <summary>JSON: the product, see <see cref="ProductDocument"/>.</summary>
    public string Document { get; private set; } = "{}";

    /// <summary>For queries: a copy of what <see cref="Document"/> says.</summary>
    public string? Department { get; private set; }

    /// <summary>Sku and names, folded by <see cref="Fold"/>.</summary>
    public string SearchText { get; private set; } = "";

    public DateTimeOffset ChangedAt { get; private set; }

    public string ChangedBy { get; private set; } = "";

    /// <summary>When somebody agreed to what it is recognised by; null where nobody did, or not any more.</summary>
    public DateTimeOffset? ApprovedAt { get; private set; }

    public string? ApprovedBy { get; private set; }

    /// <summary>Whether releases carry it.</summary>
    public bool IsApproved => ApprovedAt is not null;

    public List<ProductGtin> Gtins { get; } = [];

    public string EntityTag => $"\"{Revision:n}\"";

    public ProductDocument ToDocument() => JsonSerializer.Deserialize(Document, ServerJson.Default.ProductDocument)!;

    public ProductResponse ToResponse() => new(ToDocument(), $"{Revision:n}", ChangedAt, ChangedBy);

    /// <param name="product">Normalised and without faults.</param>
    public void Become(ProductDocument product, DateTimeOffset at, string who)
    {
        Document = JsonSerializer.Serialize(product, ServerJson.Default.ProductDocument);
        Department = product.Department;
        SearchText = Fold($"{product.Sku}\n{string.Join('\n', product.Names.Values)}");
        Gtins.RemoveAll(had => !product.Gtins.Contains(had.Digits));
        Gtins.AddRange(product.Gtins.Where(digits => Gtins.All(had => had.Digits != digits)).Select(digits => new ProductGtin { Digits = digits }));
        (ChangedAt, ChangedBy, Revision) = (at, who, Guid.CreateVersion7(at));
    }

    public void Approve(DateTimeOffset at, string who) => (ApprovedAt, ApprovedBy) = (at, who);

    public void Withdraw() => (ApprovedAt, ApprovedBy) = (null, null);

    /// <summary>Text without case, accents and compatibility forms, so that a search finds Crème by creme.</summary>
    public static string Fold(string text) => string.Concat(text.Normalize(NormalizationForm.FormKD)
        .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();

    public static void Configure(EntityTypeBuilder<CatalogueProduct> product)
    {
        product.ToTable("products");
        product.Property(p => p.Sku).HasMaxLength(Core.Sku.MaxLength);
        product.HasIndex(p => p.Sku).IsUnique();
        product.Property(p => p.Revision).IsConcurrencyToken();
        product.Property(p => p.Department).HasMaxLength(ProductRules.MaxText);
        product.HasIndex(p => p.Department);
        product.Property(p => p.ChangedBy).HasMaxLength(200);
        product.HasMany(p => p.Gtins).WithOne().HasForeignKey(gtin => gtin.ProductId).OnDelete(DeleteBehavior.Cascade);
        product.Property(p => p.ApprovedBy).HasMaxLength(200);
        product.Ignore(p => p.EntityTag);
        product.Ignore(p => p.IsApproved);
    }
}
