using System.Globalization;
using System.Text;
using System.Xml;
using RetailKlip.Core;

namespace RetailKlip.Kiosk;

/// <summary>
/// A finished basket in the manner of a POSLog (Association for Retail Technology Standards): a suspended retail transaction, which a till
/// takes up, prices and closes. So it has items and quantities, and neither prices nor totals. <c>basket.xsd</c> beside this file says it
/// exactly.
/// </summary>
internal static class BasketDocument
{
    public const string Namespace = "http://www.nrf-arts.org/IXRetail/namespace/";

    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), Indent = true };

    public static void Write(Stream stream, OutboxMessage finished, string kiosk)
    {
        using var xml = XmlWriter.Create(stream, Settings);
        xml.WriteStartElement("POSLog", Namespace);
        xml.WriteStartElement("Transaction", Namespace);
        Write(xml, "WorkstationID", kiosk);
        Write(xml, "SequenceNumber", finished.Position.ToString(CultureInfo.InvariantCulture));
        Write(xml, "TransactionID", finished.Basket.ToString());
        Write(xml, "EndDateTime", TillMessage.TimeOf(finished));
        xml.WriteStartElement("RetailTransaction", Namespace);
        xml.WriteAttributeString("TransactionStatus", "Suspended");
        var number = 0;
        foreach (var line in TillEvent.Read(finished.Data).Lines ?? [])
            Write(xml, ++number, line);
    }

    private static void Write(XmlWriter xml, int number, TillLine line)
    {
        xml.WriteStartElement("LineItem", Namespace);
        xml.WriteAttributeString("EntryMethod", line.Origin.ToString());
        Write(xml, "SequenceNumber", number.ToString(CultureInfo.InvariantCulture));
        xml.WriteStartElement("Sale", Namespace);
        Write(xml, "ItemID", line.Sku.Value);
        foreach (var (type, code) in (ReadOnlySpan<(string, string?)>)[("GTIN", line.Gtin?.Digits14), ("PLU", line.Plu?.ToString())])
            if (code is not null)
            {
                xml.WriteStartElement("POSIdentity", Namespace);
                xml.WriteAttributeString("POSIDType", type);
                Write(xml, "POSItemID", code);
                xml.WriteEndElement();
            }
        if (line.Name is not null)
            Write(xml, "Description", line.Name);
        Write(xml, "Quantity", line.Quantity.ToString(CultureInfo.InvariantCulture));
        if (line.Grams is { } grams)
            Write(xml, "Grams", grams.ToString(CultureInfo.InvariantCulture));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    // A name may hold characters that XML has no way to say.
    private static void Write(XmlWriter xml, string name, string text) =>
        xml.WriteElementString(name, Namespace, string.Concat(text.EnumerateRunes()
            .Where(rune => rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value)).Select(rune => rune.ToString())));
}
