using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

public sealed class StoreKnowledgeTests : IDisposable
{
    private static readonly DecisionPolicy Policy = new(new DecisionThresholds(0.99f, 0.05f, -1));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Nothing_outside_the_assortment_is_named_and_the_explanation_says_so()
    {
        var all = Samples.RandomGallery(1, products: 6);
        var sold = all.Only(new HashSet<Sku> { Sku.Parse("sku-1"), Sku.Parse("sku-4"), Sku.Parse("not-enrolled") });
        var query = all.Entries.First(entry => entry.Sku == Sku.Parse("sku-2")).Embedding;

        Assert.Equal(["sku-1", "sku-4"], sold.Products.Select(product => product.Sku.Value));
        Assert.Equal(DecisionKind.Accepted, Policy.For(all).Decide(all.Match(query)).Kind);
        var decision = Policy.For(sold).Decide(sold.Match(query));
        Assert.DoesNotContain(decision.Match!.Candidates, candidate => candidate.Product.Sku == Sku.Parse("sku-2"));
        Assert.Equal(2, Explanation.Of(decision, query.EncoderId).Store!.Assortment);
        Assert.Null(Explanation.Of(Policy.For(all).Decide(all.Match(query)), query.EncoderId).Store);
        // What both hold is answered alike.
        Assert.Equal(all.Compare(query, Sku.Parse("sku-4")), sold.Compare(query, Sku.Parse("sku-4")));
        Assert.Null(sold.Compare(query, Sku.Parse("sku-2")));
    }

    [Fact]
    public void What_sells_comes_first_among_equals_and_never_changes_who_is_on_the_list_or_named()
    {
        var gallery = Samples.RandomGallery(3, products: 5);
        var query = Samples.RandomEmbedding(new Random(8), 16);
        var plain = Policy.Decide(gallery.Match(query));
        var last = plain.PickList[^1].Product.Sku;

        var ordered = Policy.By(new SalesPrior(new Dictionary<Sku, long> { [last] = long.MaxValue / 2 })).Decide(gallery.Match(query));
        var slightly = Policy.By(new SalesPrior(new Dictionary<Sku, long> { [last] = 1 })).Decide(gallery.Match(query));

        Assert.Equal(last, ordered.PickList[0].Product.Sku);
        Assert.Equal(plain.PickList.Select(candidate => candidate.Product.Sku).Order(), ordered.PickList.Select(candidate => candidate.Product.Sku).Order());
        Assert.Equal((plain.Kind, plain.Match!.Best), (ordered.Kind, ordered.Match!.Best));
        Assert.True(ordered.Store!.SalesOrder);
        Assert.Equal(plain.PickList[0], slightly.PickList[0]);
        var sure = Policy.By(new SalesPrior(new Dictionary<Sku, long> { [last] = 1000 })).Decide(gallery.Match(gallery.Entries[0].Embedding));
        Assert.Equal(gallery.Entries[0].Sku, sure.Product!.Sku);
    }

    [Fact]
    public void Files_of_assortment_and_sales_are_read_and_their_faults_named_by_line()
    {
        Assert.Equal(2, StoreAssortment.Read(Written("a.txt", "one\n\ntwo\n")).Products.Count);
        var sales = SalesPrior.Read(Written("s.tsv", "sku\tpieces\nsku-1\t300\n"));
        Assert.NotNull(sales);
        Faulty(() => StoreAssortment.Read(Written("a.txt", "one\n two\n")), "a.txt:2");
        Faulty(() => StoreAssortment.Read(Written("a.txt", "\n")), "a.txt");
        Faulty(() => SalesPrior.Read(Written("s.tsv", "sku pieces\n")), "s.tsv:1");
        Faulty(() => SalesPrior.Read(Written("s.tsv", "sku\tpieces\na\t-1\n")), "s.tsv:2");
        Faulty(() => SalesPrior.Read(Written("s.tsv", "sku\tpieces\na\t1\na\t2\n")), "s.tsv:3");

        static void Faulty(Action read, string place) => Assert.Contains(place, Assert.Throws<FormatException>(read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Near_twins_are_found_once_by_their_most_similar_pictures()
    {
        var random = new Random(4);
        var near = Samples.RandomEmbedding(random, 16);
        Embedding Beside(float step) => Embedding.Normalise(Samples.Encoder, [.. near.Values.ToArray().Select((value, i) => i == 0 ? value + step : value)]);
        Sku a = Sku.Parse("a"), b = Sku.Parse("b"), c = Sku.Parse("c");
        var gallery = new Gallery(1, Samples.Encoder, 16, [new(a, "A"), new(b, "B"), new(c, "C")],
            [new(1, b, Beside(0.2f), "b far"), new(2, a, near, "a"), new(3, b, Beside(0.05f), "b near"), new(4, c, Samples.RandomEmbedding(random, 16), "c")]);

        var twins = Assert.Single(LookAlikes.Find(gallery, 0.95f));

        Assert.Equal(("a", "b near"), (twins.First.Source, twins.Second.Source));
        Assert.Equal(twins.First.Embedding.Similarity(twins.Second.Embedding), twins.Similarity);
        Assert.Empty(LookAlikes.Find(gallery, 0.95f, new HashSet<Sku> { c }));
        Assert.Single(LookAlikes.Find(gallery, 0.95f, new HashSet<Sku> { b }));
        Assert.Equal(3, LookAlikes.Find(gallery, -1).Count);
    }

    [Fact]
    public void A_products_rule_is_stored_hashed_and_replaced()
    {
        var (path, closed) = (_folder.File("gallery.db"), _folder.File("closed.gallery"));
        var rule = new ProductRule(TieBreaker.Weight, Witnesses.Barcode | Witnesses.Attendant, 240.5m, 260);
        using (var store = GalleryStore.Create(path, Samples.Encoder, 16))
        {
            store.Enrol(new(Sku.Parse("milk"), "Milk", Rule: rule), [(Samples.RandomEmbedding(new Random(1), 16), "1")]);
            store.ExportTo(closed);
            Assert.Throws<ArgumentException>(() => store.Enrol(new(Sku.Parse("milk"), "Milk", Rule: new(TieBreaker.Weight)), []));
        }
        Assert.Equal(rule, GalleryFile.Load(closed).Find(Sku.Parse("milk"))!.Rule);
        using var again = GalleryStore.Open(path);
        Assert.Equal(rule, again.Load().Find(Sku.Parse("milk"))!.Rule);
        again.Enrol(new(Sku.Parse("milk"), "Milk"), []);
        Assert.Null(again.Load().Find(Sku.Parse("milk"))!.Rule);
    }

    [Fact]
    public void The_explanation_of_a_line_comes_back_from_the_basket_file()
    {
        var path = _folder.File("baskets.db");
        var gallery = Samples.RandomGallery(2);
        var view = Samples.RandomEmbedding(new Random(9), 16);
        var why = Explanation.Of(Policy.For(gallery.Only(new HashSet<Sku> { Sku.Parse("sku-1"), Sku.Parse("sku-2") })).Decide(gallery.Match(view)), view.EncoderId);
        var line = new BasketEvent.LineAdded(Guid.NewGuid(), Sku.Parse("sku-1"), 1, new(LineOrigin.Picked, Why: why));
        using (var opened = BasketStore.OpenOrSetAside(path, TimeProvider.System).Store)
            opened.Append(opened.OpenSession().Session, line, "add");

        using var again = BasketStore.OpenOrSetAside(path, TimeProvider.System).Store;

        var read = Assert.Single(again.Current!.Lines).Evidence.Why!;
        Assert.Equal(why, read);
        Assert.NotEqual(why with { Candidates = [] }, read);
        Assert.Equal((2, why.Reason), (read.Store!.Assortment, read.Reason));
    }

    public void Dispose() => _folder.Dispose();

    private string Written(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }
}
