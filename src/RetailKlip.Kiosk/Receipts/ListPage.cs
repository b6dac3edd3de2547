using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace RetailKlip.Kiosk;

/// <summary>A list as one HTML document without anything beside it, to be shown, printed or mailed.</summary>
internal static class ListPage
{
    public static string Write(ItemList list)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture,
            $"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{Text(list.Heading)}</title></head>\n<body>\n");
        if (list.Heading.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(list.Heading)}</h1>\n");
        page.Append(CultureInfo.InvariantCulture,
            $"<p><time datetime=\"{list.At:yyyy-MM-dd'T'HH:mm:sszzz}\">{list.At:yyyy-MM-dd HH:mm}</time></p>\n<ul>\n");
        foreach (var item in list.Items)
            page.Append(CultureInfo.InvariantCulture, $"<li>{item.Pieces} × {Text(item.Name)}</li>\n");
        page.Append("</ul>\n");
        if (list.Total is { } total)
            page.Append(CultureInfo.InvariantCulture, $"<p><strong>{Text(total)}</strong></p>\n");
        return page.Append(CultureInfo.InvariantCulture, $"<p><small>{list.Basket}</small></p>\n</body></html>\n").ToString();
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
