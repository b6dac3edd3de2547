using System.Xml.Linq;
using System.Xml.Schema;
using RetailKlip.Core;
using RetailKlip.Kiosk;

namespace RetailKlip.Tests.Kiosk;

/// <summary>The two that hear of finished baskets only: a folder, again and again the same; a keyboard, once or never.</summary>
public sealed class FolderAndKeyboardTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TillShop _shop = null!;

    private string Baskets => _folder.File("baskets");

    public ValueTask InitializeAsync()
    {
        _shop = new TillShop(_folder.File("data"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_finished_basket_becomes_one_whole_file_as_its_schema_says_once_the_folder_is_there()
    {
        _shop.Deliver(("folders/till", new FolderTarget(new FolderOptions { Path = Baskets }, TillShop.Kiosk)));
        var basket = _shop.Sell(lines: 3);
        await Eventually.TrueAsync(() => _shop.Delivery("folders/till").Fault is not null, () => "nobody missed the folder");
        Assert.Contains($"{Baskets} is no folder", _shop.Delivery("folders/till").Fault!.Reason, StringComparison.Ordinal);
        Directory.CreateDirectory(Baskets);
        await Eventually.TrueAsync(() => _shop.Store.Outbox.DepthOf("folders/till").Pending == 0, () => "it was not written");

        var file = Assert.Single(Directory.GetFiles(Baskets));
        Assert.Equal($"kiosk-7-0000000005-{basket}.xml", Path.GetFileName(file));
        var document = XDocument.Load(file);
        var schemas = new XmlSchemaSet();
        schemas.Add(BasketDocument.Namespace, Path.Combine(Shared.Checkout, "src", "RetailKlip.Kiosk", "PointOfSale", "basket.xsd"));
        document.Validate(schemas, (_, wrong) => Assert.Fail(wrong.Message));
        XNamespace ns = BasketDocument.Namespace;
        Assert.Equal(["sku-0", "sku-1", "sku-2"], document.Descendants(ns + "ItemID").Select(item => item.Value));
        Assert.Equal(["04006381333931", "94011", "04006381333931"], document.Descendants(ns + "POSItemID").Select(code => code.Value));
        Assert.Equal("Käse №0", document.Descendants(ns + "Description").First().Value);
    }

    [Fact]
    public void A_name_that_xml_cannot_say_does_not_hold_up_the_till()
    {
        var told = new TillEvent(Lines: [new TillLine(Guid.Empty, Sku.Parse("a"), 2, LineOrigin.Picked, "Bell\u0007 & <Käse> 🧀")]);
        using var written = new MemoryStream();

        BasketDocument.Write(written, new OutboxMessage(1, Guid.Empty, 1, DateTimeOffset.UnixEpoch, TillEvent.Finished, "", told.Write()), "k");

        written.Position = 0;
        Assert.Equal("Bell & <Käse> 🧀", XDocument.Load(written).Descendants(XName.Get("Description", BasketDocument.Namespace)).Single().Value);
    }

    [Fact]
    public void Keys_go_down_and_up_with_shift_around_them_where_they_need_it()
    {
        var events = KeyStrokes.Of("4A\n").Chunk(KeyStrokes.EventBytes)
            .Select(one => (Type: BitConverter.ToUInt16(one, 16), Code: BitConverter.ToUInt16(one, 18), Value: BitConverter.ToInt32(one, 20))).ToList();

        Assert.All(events.Where((_, i) => i % 2 == 1), sync => Assert.Equal(((ushort)0, (ushort)0, 0), sync));
        // KEY_4 is 5, KEY_A 30, KEY_LEFTSHIFT 42, KEY_ENTER 28.
        Assert.Equal([(5, 1), (5, 0), (42, 1), (30, 1), (30, 0), (42, 0), (28, 1), (28, 0)],
            events.Where((_, i) => i % 2 == 0).Select(key => ((int)key.Code, key.Value)));
        Assert.Contains("U+00E4", Assert.Throws<FormatException>(() => KeyStrokes.Of("Käse")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('0', 11)]
    [InlineData('9', 10)]
    [InlineData('-', 12)]
    [InlineData('\t', 15)]
    [InlineData('q', 16)]
    [InlineData('l', 38)]
    [InlineData('\\', 43)]
    [InlineData('z', 44)]
    [InlineData('/', 53)]
    [InlineData(' ', 57)]
    public void Keys_have_the_codes_of_linux(char typed, int code) => Assert.Equal(code, BitConverter.ToUInt16(KeyStrokes.Of(typed.ToString()), 18));

    [Fact]
    public void Each_piece_is_typed_as_its_printed_code_would_be_read()
    {
        using var target = new KeyboardTarget(new KeyboardOptions { Before = "*", After = "\n" }, TimeProvider.System);
        TillLine Line(string sku, int quantity, string? gtin = null, string? plu = null) => new(Guid.NewGuid(), Sku.Parse(sku), quantity, LineOrigin.Picked,
            Gtin: gtin is null ? null : Gtin.Parse(gtin), Plu: plu is null ? null : Plu.Parse(plu));

        Assert.Equal(["*4006381333931\n", "*4006381333931\n", "*96385074\n", "*10614141000415\n", "*94011\n", "*own-7\n"], target.Typed(new TillEvent(Lines:
            [Line("a", 2, "4006381333931", "4011"), Line("b", 1, "96385074"), Line("c", 1, "10614141000415"), Line("d", 1, plu: "94011"), Line("own-7", 1)])));
    }

    [Fact]
    public async Task A_machine_without_made_up_keyboards_says_so_and_types_what_waits_once_it_can()
    {
        _shop.Deliver(("keyboards/till", new KeyboardTarget(new KeyboardOptions { Device = _folder.File("uinput") }, TimeProvider.System)));
        _shop.Sell();
        await Eventually.TrueAsync(() => _shop.Delivery("keyboards/till").Fault is not null, () => "nobody missed the device");
        Assert.Equal($"{_folder.File("uinput")} does not exist: this machine makes up no keyboards until 'modprobe uinput'",
            _shop.Delivery("keyboards/till").Fault!.Reason);

        // A file is no keyboard either.
        await File.WriteAllTextAsync(_folder.File("uinput"), "", TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => _shop.Delivery("keyboards/till").Fault!.Reason.Contains("it is no uinput device", StringComparison.Ordinal), () => "a file was typed on");
        Assert.Equal(4, _shop.Store.Outbox.DepthOf("keyboards/till").Pending);
    }
}
